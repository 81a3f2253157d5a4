import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Failure } from '../../../../ui/notice.tsx';
import { Sheet } from '../../../../ui/sheet.tsx';
import { useProject } from '../../../people/use-project.ts';
import { fileQuery } from '../queries.ts';
import { FileForm } from './file-form.tsx';

/** Another version of a file: another content, other settings, or both. */
export function FileVersionSheet() {
  const { projectId } = useProject();
  const { fileId } = useParams({ from: '/signed-in/p/$projectId/files/$fileId/version' });
  const { upload } = useSearch({ from: '/signed-in/p/$projectId/files/$fileId/version' });
  const navigate = useNavigate({ from: '/p/$projectId/files/$fileId/version' });
  const { data: file, error } = useQuery(fileQuery(fileId));
  if (!file)
    return (
      <Sheet title="New version" onClose={() => void navigate({ to: '/p/$projectId/files', params: { projectId } })}>
        {error && <Failure error={error} what="The file could not be loaded" />}
      </Sheet>
    );
  return (
    <FileForm
      projectId={projectId}
      file={file}
      uploadId={upload}
      onUpload={(id) => void navigate({ search: { upload: id }, replace: true })}
    />
  );
}
