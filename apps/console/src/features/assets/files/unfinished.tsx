import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Section } from '../../../ui/page.tsx';
import classes from './upload/upload.module.css';
import { UploadLine } from './upload/upload-line.tsx';
import { recallUploads, type Uploading, useUploads } from './upload/uploads.ts';

/** Uploads of this browser that are no file yet; those of before the page was loaded again as well. */
export function Unfinished({ projectId }: { projectId: string }) {
  useQuery({
    queryKey: ['uploads', projectId],
    queryFn: async () => {
      await recallUploads(projectId);
      return true;
    },
    staleTime: 0,
  });
  const ours = [...useUploads().values()].filter((uploading) => uploading.projectId === projectId);
  if (ours.length === 0) return null;
  return (
    <Section title="Uploads">
      <div className={classes.lines}>
        {ours.map((uploading) => (
          <div key={uploading.upload.id}>
            <UploadLine uploading={uploading} />
            <p className={classes.words}>
              <WayOn projectId={projectId} uploading={uploading} />
            </p>
          </div>
        ))}
      </div>
    </Section>
  );
}

function WayOn({ projectId, uploading: { upload, fileId } }: { projectId: string; uploading: Uploading }) {
  const search = { upload: upload.id };
  return fileId === undefined ? (
    <Link to="/p/$projectId/files/new" params={{ projectId }} search={search}>
      Name it and say how it is deployed
    </Link>
  ) : (
    <Link to="/p/$projectId/files/$fileId/version" params={{ projectId, fileId }} search={search}>
      Make it the next version
    </Link>
  );
}
