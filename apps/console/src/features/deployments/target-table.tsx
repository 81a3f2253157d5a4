import { Link } from '@tanstack/react-router';
import type { DeploymentWithTargets, Device, Target } from '@thingdock/api';
import { useMemo } from 'react';
import { useDerivedFromNow } from '../../platform/now.ts';
import { TargetShape } from '../../ui/status-shape.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import { useFlash } from '../../ui/use-flash.ts';
import { type Measured, VirtualRows } from '../../ui/virtual-rows.tsx';
import classes from './deployments.module.css';
import { partOf, TARGET_WORDS } from './progress.ts';
import { whyNotYet } from './why.ts';

type Props = { deployment: DeploymentWithTargets; devices: readonly Device[] };

/** What needs a look first: failed ones, then those under way, then the rest. */
const RANK = { failed: 0, deploying: 1, pending: 2, rest: 3, deployed: 4 } as const;

export function TargetTable({ deployment, devices }: Props) {
  const byName = useMemo(() => new Map(devices.map((device) => [device.name, device])), [devices]);
  const targets = useMemo(
    () =>
      [...deployment.targets].sort(
        (a, b) =>
          RANK[partOf(a.state)] - RANK[partOf(b.state)] || a.device.localeCompare(b.device, 'en', { numeric: true }),
      ),
    [deployment.targets],
  );
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${classes.targets}`} aria-rowcount={targets.length + 1}>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">State</th>
            <th scope="col" className={table.wide}>
              Last change
            </th>
            <th scope="col">Why not yet?</th>
          </tr>
        </thead>
        <VirtualRows rows={targets} rowKey={({ device }) => device}>
          {(target, _index, measured) => (
            <Row target={target} deployment={deployment} device={byName.get(target.device)} measured={measured} />
          )}
        </VirtualRows>
      </table>
    </div>
  );
}

type RowProps = { target: Target; deployment: DeploymentWithTargets; device: Device | undefined; measured: Measured };

function Row({ target, deployment, device, measured }: RowProps) {
  const { projectId, connectionId } = deployment;
  const flashing = useFlash(target.state);
  const why = useDerivedFromNow((now) => whyNotYet(target, device, now));
  return (
    <tr className={table.row} data-target={target.device} {...measured}>
      <td>
        <Link
          className={`${table.link} ${table.name}`}
          to="/p/$projectId/devices/$connectionId/$deviceName"
          params={{ projectId, connectionId, deviceName: target.device }}
        >
          {target.device}
        </Link>
      </td>
      <td>
        <span className={`${table.status} ${flashing ? table.flash : ''}`} data-state={target.state}>
          <TargetShape state={target.state} />
          {TARGET_WORDS[target.state]}
        </span>
      </td>
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={target.updatedAt} />
      </td>
      <td className={classes.why} data-bad={partOf(target.state) === 'failed' || undefined}>
        {why}
      </td>
    </tr>
  );
}
