import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { FileAsset } from '@thingdock/api';
import { Empty } from '../../../ui/empty.tsx';
import { FilterInput } from '../../../ui/filter-input.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import table from '../../../ui/table.module.css';
import { Ago } from '../../../ui/time.tsx';
import { useProject } from '../../people/use-project.ts';
import classes from '../assets.module.css';
import { usePageDrop } from '../upload/use-page-drop.ts';
import { filesQuery } from './queries.ts';
import { Unfinished } from './unfinished.tsx';
import { startUpload } from './upload/uploads.ts';
import { useDroppedUpload } from './use-dropped-upload.ts';

export function FilesPage() {
  const { projectId } = useProject();
  const query = useQuery(filesQuery(projectId));
  const dropped = useDroppedUpload((file) => startUpload(projectId, file));
  const over = usePageDrop((file) => dropped.mutate(file));
  const upload = (
    <LinkButton to="/p/$projectId/files/new" params={{ projectId }}>
      Upload file
    </LinkButton>
  );
  return (
    <Page title="Files" wide actions={query.data?.length ? upload : undefined}>
      <Unfinished projectId={projectId} />
      <QueryView query={query} what="The files could not be loaded">
        {(files) =>
          files.length === 0 ? (
            <Empty title="Upload your first file" picture="rows" action={upload}>
              Programs, configurations, anything up to 500 MB that devices shall have. Choose it, or drop it on this
              page.
            </Empty>
          ) : (
            <FileList files={files} />
          )
        }
      </QueryView>
      {over && <div className={classes.over}>Drop to upload</div>}
    </Page>
  );
}

function FileList({ files }: { files: readonly FileAsset[] }) {
  const { q = '' } = useSearch({ from: '/signed-in/p/$projectId/files' });
  const navigate = useNavigate({ from: '/p/$projectId/files' });
  const wanted = q.trim().toLowerCase();
  const shown = files.filter(({ name, description }) => `${name} ${description ?? ''}`.toLowerCase().includes(wanted));
  return (
    <>
      <div className={classes.toolbar}>
        <FilterInput
          label="Filter files by name"
          placeholder="Filter by name"
          value={q}
          onChange={(text) => void navigate({ search: { q: text || undefined }, replace: true })}
        />
      </div>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className={table.wide}>
                Description
              </th>
              <th scope="col">Newest</th>
              <th scope="col" className={table.wide}>
                Last updated
              </th>
              <th scope="col" className={table.menu}>
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((file) => (
              <Row key={file.id} file={file} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length === 0 && <p className="dim">No file matches “{q}”.</p>}
    </>
  );
}

function Row({ file: { id, projectId, name, description, latestVersion, updatedAt } }: { file: FileAsset }) {
  return (
    <tr className={table.row}>
      <td>
        <Link className={table.link} to="/p/$projectId/files/$fileId" params={{ projectId, fileId: id }}>
          <strong>{name}</strong>
        </Link>
      </td>
      <td className={`${table.wide} ${table.dim}`}>{description ?? '–'}</td>
      <td>v{latestVersion}</td>
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={updatedAt} />
      </td>
      <td className={table.number}>
        <LinkButton
          variant="subtle"
          to="/p/$projectId/deploy"
          params={{ projectId }}
          search={{ kind: 'file-deploy', file: id }}
          aria-label={`Deploy ${name}`}
        >
          Deploy …
        </LinkButton>
      </td>
    </tr>
  );
}
