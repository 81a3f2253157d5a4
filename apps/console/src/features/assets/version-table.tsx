import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FlowVersion, FlowWithVersions } from '@thingdock/api';
import { tellError } from '../../platform/api.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import { fileSize } from '../../words/count.ts';
import classes from './assets.module.css';
import { flowContentQuery } from './queries.ts';

/** All versions, newest first: what was said about them, and what can be done with each. */
export function VersionTable({ flow }: { flow: FlowWithVersions }) {
  const versions = [...flow.versions].sort((a, b) => b.number - a.number);
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Title and comment</th>
          <th scope="col" className={`${table.wide} ${table.number}`}>
            Size
          </th>
          <th scope="col" className={table.wide}>
            Uploaded
          </th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <Row key={version.number} flow={flow} version={version} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ flow, version }: { flow: FlowWithVersions; version: FlowVersion }) {
  const { number, title, comment, size, createdBy, createdAt } = version;
  return (
    <tr className={table.row}>
      <td>v{number}</td>
      <td>
        {title && <div>{title}</div>}
        {comment && (
          <div className={classes.comment} title={comment}>
            {comment}
          </div>
        )}
        {!title && !comment && <span className="dim">–</span>}
      </td>
      <td className={`${table.wide} ${table.number}`}>{fileSize(size)}</td>
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={createdAt} /> by {createdBy}
      </td>
      <td>
        <div className={classes.row}>
          <Download flow={flow} number={number} />
          <LinkButton
            variant="subtle"
            to="/p/$projectId/deploy"
            params={{ projectId: flow.projectId }}
            search={{ flow: flow.id, version: number }}
            aria-label={`Deploy version ${number}`}
          >
            Deploy …
          </LinkButton>
        </div>
      </td>
    </tr>
  );
}

function Download({ flow, number }: { flow: FlowWithVersions; number: number }) {
  const queries = useQueryClient();
  const download = useMutation({
    mutationFn: () => queries.ensureQueryData(flowContentQuery(flow.id, number)),
    onSuccess: (content) => save(`${flow.name}_v${number}.json`, content),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'The download failed', message: tellError(error).text }),
  });
  return (
    <Button
      variant="subtle"
      color="gray"
      loading={download.isPending}
      aria-label={`Download version ${number}`}
      onClick={() => download.mutate()}
    >
      Download
    </Button>
  );
}

function save(fileName: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
