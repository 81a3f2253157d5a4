import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Flow } from '@thingdock/api';
import { useState } from 'react';
import { Empty } from '../../ui/empty.tsx';
import { FilterInput } from '../../ui/filter-input.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import { useProject } from '../people/use-project.ts';
import classes from './assets.module.css';
import { flowsQuery } from './queries.ts';
import { UploadDialog } from './upload/upload-dialog.tsx';
import { usePageDrop } from './upload/use-page-drop.ts';

export function FlowsPage() {
  const { projectId } = useProject();
  const query = useQuery(flowsQuery(projectId));
  const [uploading, setUploading] = useState<{ file?: File }>();
  const over = usePageDrop((file) => setUploading({ file }));
  const upload = <Button onClick={() => setUploading({})}>Upload flow</Button>;
  return (
    <Page title="Flows" wide actions={query.data?.length ? upload : undefined}>
      <QueryView query={query} what="The flows could not be loaded">
        {(flows) =>
          flows.length === 0 ? (
            <Empty title="Upload your first flow" picture="flow" action={upload}>
              Export it from Node-RED as JSON, then choose the file here or drop it on this page.
            </Empty>
          ) : (
            <FlowList flows={flows} />
          )
        }
      </QueryView>
      {over && <div className={classes.over}>Drop to upload</div>}
      {uploading && <UploadDialog dropped={uploading.file} onClose={() => setUploading(undefined)} />}
    </Page>
  );
}

function FlowList({ flows }: { flows: readonly Flow[] }) {
  const { q = '' } = useSearch({ from: '/signed-in/p/$projectId/flows' });
  const navigate = useNavigate({ from: '/p/$projectId/flows' });
  const shown = flows.filter(({ name }) => name.toLowerCase().includes(q.trim().toLowerCase()));
  return (
    <>
      <div className={classes.toolbar}>
        <FilterInput
          label="Filter flows by name"
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
              <th scope="col">Master</th>
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
            {shown.map((flow) => (
              <Row key={flow.id} flow={flow} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length === 0 && <p className="dim">No flow matches “{q}”.</p>}
    </>
  );
}

function Row({ flow: { id, projectId, name, masterVersion, latestVersion, updatedAt } }: { flow: Flow }) {
  return (
    <tr className={table.row}>
      <td>
        <Link className={table.link} to="/p/$projectId/flows/$flowId" params={{ projectId, flowId: id }}>
          <strong>{name}</strong>
        </Link>
      </td>
      <td>v{masterVersion}</td>
      <td>v{latestVersion}</td>
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={updatedAt} />
      </td>
      <td className={table.number}>
        <LinkButton
          variant="subtle"
          to="/p/$projectId/deploy"
          params={{ projectId }}
          search={{ kind: 'flow-deploy', flow: id }}
          aria-label={`Deploy ${name}`}
        >
          Deploy …
        </LinkButton>
      </td>
    </tr>
  );
}
