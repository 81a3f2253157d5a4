import { ActionIcon, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FlowVersion, FlowWithVersions } from '@thingdock/api';
import { Badge } from '../../ui/badge.tsx';
import { MoreIcon } from '../../ui/icons.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import { count, fileSize } from '../../words/count.ts';
import classes from './assets.module.css';
import type { FlowDialog } from './flow-dialogs.tsx';
import type { FlowActions } from './use-flow-actions.tsx';

type Props = {
  flow: FlowWithVersions;
  /** The version whose picture is shown. */
  shown: number;
  actions: FlowActions;
  onDialog: (dialog: FlowDialog) => void;
};

/** All versions, newest first: what was said about them, and what can be done with each. */
export function VersionTable(props: Props) {
  const versions = props.flow.versions.toSorted((a, b) => b.number - a.number);
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Title and comment</th>
          <th scope="col" className={table.wide}>
            Needs
          </th>
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
          <Row key={version.number} {...props} version={version} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ version, ...props }: Props & { version: FlowVersion }) {
  const { flow, shown } = props;
  const { number, title, comment, size, createdBy, createdAt } = version;
  return (
    <tr className={table.row} data-version={number} data-selected={number === shown || undefined}>
      <td className={classes.version}>
        <Link
          className={table.link}
          to="/p/$projectId/flows/$flowId"
          params={{ projectId: flow.projectId, flowId: flow.id }}
          search={{ version: number }}
          aria-label={`v${number}: show it`}
        >
          v{number}
        </Link>
        {number === flow.masterVersion && <Badge>master</Badge>}
      </td>
      <td>
        {title && <div>{title}</div>}
        {comment && (
          <div className={classes.comment} title={comment}>
            {comment}
          </div>
        )}
        {!title && !comment && <span className="dim">–</span>}
      </td>
      <td className={`${table.wide} ${table.dim}`}>{needsWords(version)}</td>
      <td className={`${table.wide} ${table.number}`}>{fileSize(size)}</td>
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={createdAt} /> by {createdBy}
      </td>
      <td>
        <div className={classes.row}>
          <LinkButton
            variant="subtle"
            to="/p/$projectId/deploy"
            params={{ projectId: flow.projectId }}
            search={{ kind: 'flow-deploy', flow: flow.id, version: number }}
            aria-label={`Deploy version ${number}`}
          >
            Deploy …
          </LinkButton>
          <RowMenu {...props} number={number} />
        </div>
      </td>
    </tr>
  );
}

function needsWords({ packages, credentialsOf }: FlowVersion): string {
  const parts = [
    Object.keys(packages).length > 0 && count(Object.keys(packages).length, 'package'),
    credentialsOf.length > 0 && `credentials of ${count(credentialsOf.length, 'node')}`,
  ];
  return parts.filter((part) => part !== false).join(', ') || '–';
}

function RowMenu({ flow, actions, onDialog, number }: Props & { number: number }) {
  const isMaster = number === flow.masterVersion;
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Actions for version ${number}`}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={isMaster} onClick={() => void actions.makeMaster(number)}>
          Make it the master
        </Menu.Item>
        <Menu.Item onClick={() => void actions.download(number)}>Download</Menu.Item>
        <Menu.Item onClick={() => onDialog({ what: 'duplicate', version: number })}>Duplicate …</Menu.Item>
        <Menu.Item
          color="red"
          disabled={isMaster || flow.versions.length === 1}
          onClick={() => onDialog({ what: 'delete-version', version: number })}
        >
          Delete …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
