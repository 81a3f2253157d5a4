import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Device, TargetState } from '@thingdock/api';
import { memo, type RefObject } from 'react';
import { TargetShape } from '../../../ui/status-shape.tsx';
import table from '../../../ui/table.module.css';
import { Ago } from '../../../ui/time.tsx';
import { TARGET_WORDS } from '../../deployments/progress.ts';
import { FlowCell } from '../flow-cell.tsx';
import { StatusCell } from '../status-cell.tsx';
import { isOfConnection, REASON_HINTS } from '../status-words.ts';
import classes from './device-table.module.css';
import type { Act } from './device-table.tsx';
import { keyOf } from './selection.ts';

type Props = {
  device: Device;
  projectId: string;
  connection: string | undefined;
  withConnection: boolean;
  index: number;
  cursor: boolean;
  selected: boolean;
  forgettable: boolean;
  act: RefObject<Act>;
};

const NONE = <span className={table.dim}>–</span>;

export const DeviceRow = memo(function DeviceRow(props: Props) {
  const { device, projectId, connection, withConnection, index, cursor, selected, forgettable, act } = props;
  const { name, connectionId, flow, agentVersion, lastSeenAt, tags, goneAt } = device;
  return (
    <tr
      className={table.row}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-device={name}
      data-gone={goneAt === null ? undefined : true}
      data-cursor={cursor || undefined}
      data-selected={selected || undefined}
    >
      <td className={table.check}>
        <Checkbox aria-label={`Select ${name}`} checked={selected} onChange={() => act.current.toggle(keyOf(device))} />
      </td>
      <td>
        <Link
          className={`${table.link} ${table.name} ${classes.link}`}
          to="/p/$projectId/devices/$connectionId/$deviceName"
          params={{ projectId, connectionId, deviceName: name }}
          title={name}
        >
          {name}
        </Link>
      </td>
      <td>
        <StatusCell device={device} hint={<WayToConnection device={device} projectId={projectId} />} />
        {goneAt !== null && forgettable && (
          <button type="button" className={classes.forget} onClick={() => act.current.onForget?.(device)}>
            Forget …
          </button>
        )}
      </td>
      {withConnection && <td className={table.wide}>{connection}</td>}
      <td className={table.wide}>
        <FlowCell flow={flow} />
      </td>
      <td className={classes.roomy}>
        <LastDeployment device={device} />
      </td>
      <td className={table.wide}>{agentVersion ?? NONE}</td>
      <td className={`${classes.roomy} ${table.dim}`}>{lastSeenAt ? <Ago at={lastSeenAt} /> : NONE}</td>
      <td className={`${classes.roomy} ${classes.tags}`} title={tags.join(', ')}>
        {tags.length > 0 ? tags.join(', ') : NONE}
      </td>
    </tr>
  );
});

function LastDeployment({ device: { lastDeployment, projectId } }: Pick<Props, 'device'>) {
  if (!lastDeployment) return NONE;
  const state = lastDeployment.state as TargetState;
  return (
    <Link
      className={`${table.link} ${table.status}`}
      to="/p/$projectId/deployments/$deploymentId"
      params={{ projectId, deploymentId: lastDeployment.id }}
    >
      <TargetShape state={state} />
      {TARGET_WORDS[state] ?? lastDeployment.state}
    </Link>
  );
}

/** The words for the reason; where the connection is at fault, they lead to it. */
function WayToConnection({ device: { reason, connectionId }, projectId }: Pick<Props, 'device' | 'projectId'>) {
  if (reason === null) return null;
  const words = REASON_HINTS[reason];
  if (!isOfConnection(reason)) return words;
  return (
    <Link to="/p/$projectId/connections/$connectionId" params={{ projectId, connectionId }}>
      {words}
    </Link>
  );
}
