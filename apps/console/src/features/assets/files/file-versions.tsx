import { ActionIcon, Menu } from '@mantine/core';
import { type FileVersion, type FileWithVersions, fileContentPath } from '@thingdock/api';
import { MoreIcon } from '../../../ui/icons.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import table from '../../../ui/table.module.css';
import { Ago } from '../../../ui/time.tsx';
import { count, fileSize } from '../../../words/count.ts';
import classes from '../assets.module.css';
import type { FileDialog } from './file-dialogs.tsx';
import { landsAt } from './settings/draft.ts';

type Props = { file: FileWithVersions; onDialog: (dialog: FileDialog) => void };

/** All versions, newest first: content, settings, and what can be done with each. */
export function FileVersions({ file, onDialog }: Props) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Title and comment</th>
          <th scope="col" className={table.wide}>
            On the device
          </th>
          <th scope="col" className={`${table.wide} ${table.number}`}>
            Size
          </th>
          <th scope="col" className={table.wide}>
            Made
          </th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {file.versions
          .toSorted((a, b) => b.number - a.number)
          .map((version) => (
            <Row key={version.number} file={file} version={version} onDialog={onDialog} />
          ))}
      </tbody>
    </table>
  );
}

function Row({ file, version, onDialog }: Props & { version: FileVersion }) {
  const { number, title, comment, filename, directory, size, createdAt, createdBy } = version;
  return (
    <tr className={table.row} data-version={number}>
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
      <td className={table.wide}>
        <code>{landsAt(directory, filename)}</code>
        <div className="dim">{doesWords(version)}</div>
      </td>
      <td className={`${table.wide} ${table.number}`}>{fileSize(size)}</td>
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={createdAt} /> by {createdBy}
      </td>
      <td>
        <div className={classes.row}>
          <LinkButton
            variant="subtle"
            to="/p/$projectId/deploy"
            params={{ projectId: file.projectId }}
            search={{ kind: 'file-deploy', file: file.id, version: number }}
            aria-label={`Deploy version ${number}`}
          >
            Deploy …
          </LinkButton>
          <Menu position="bottom-end" width={180}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Actions for version ${number}`}>
                <MoreIcon />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item component="a" href={fileContentPath(file.id, number)} download={filename}>
                Download
              </Menu.Item>
              <Menu.Item
                color="red"
                disabled={file.versions.length === 1}
                onClick={() => onDialog({ what: 'delete-version', version: number })}
              >
                Delete …
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </td>
    </tr>
  );
}

function doesWords({ execute, hooks }: FileVersion): string {
  const parts = [execute && 'executed', hooks.length > 0 && count(hooks.length, 'hook')];
  return parts.filter((part) => typeof part === 'string').join(', ');
}
