import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Deployment, Target } from '@thingdock/api';
import { useDerivedFromNow } from '../../../platform/now.ts';
import type { PagesOf } from '../../../platform/pages/use-pages.ts';
import { TargetShape } from '../../../ui/status-shape.tsx';
import table from '../../../ui/table.module.css';
import { Ago } from '../../../ui/time.tsx';
import { useFlash } from '../../../ui/use-flash.ts';
import { type Measured, VirtualRows } from '../../../ui/virtual-rows.tsx';
import { partOf } from '../progress.ts';
import { targetWord } from '../words.ts';
import classes from './page.module.css';
import { tally } from './phases.ts';
import { isChoosable } from './selection/selection.ts';
import type { TargetsSelection } from './selection/use-targets-selection.ts';
import { useMayChange } from './use-may-change.ts';
import { whyNotYet } from './why.ts';

type Props = { deployment: Deployment; pages: PagesOf<Target>; total: number; selection: TargetsSelection };

/** The targets, as far as they are scrolled to; the last column answers why one is not through yet. */
export function TargetTable({ deployment, pages, total, selection }: Props) {
  const { chosen, all, any, selectLoaded, clear, toggle } = selection;
  const { open, told } = tally(deployment);
  const choosable = useMayChange(deployment) && open + told > 0;
  const phased = (deployment.rollout?.sizes.length ?? 0) > 1;
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${classes.targets}`} aria-rowcount={total + 1}>
        <thead>
          <tr>
            {choosable && (
              <th scope="col" className={table.check}>
                <Checkbox
                  aria-label="Select all devices shown"
                  disabled={!any}
                  checked={all}
                  indeterminate={!all && chosen.size > 0}
                  onChange={() => (all ? clear() : selectLoaded())}
                />
              </th>
            )}
            <th scope="col">Device</th>
            <th scope="col">State</th>
            {phased && (
              <th scope="col" className={`${table.wide} ${table.number}`}>
                Phase
              </th>
            )}
            <th scope="col" className={table.wide}>
              Last change
            </th>
            <th scope="col">Why not yet?</th>
          </tr>
        </thead>
        <VirtualRows rows={pages.items} rowKey={({ device }) => device} onSeen={pages.see}>
          {(target, _index, measured) => (
            <Row
              {...{ target, deployment, phased, measured }}
              choice={choosable ? { chosen: chosen.has(target.device), toggle } : undefined}
            />
          )}
        </VirtualRows>
      </table>
    </div>
  );
}

type RowProps = {
  target: Target;
  deployment: Deployment;
  phased: boolean;
  measured: Measured;
  choice: { chosen: boolean; toggle: (target: Target) => void } | undefined;
};

function Row({ target, deployment, phased, measured, choice }: RowProps) {
  const { projectId, connectionId } = deployment;
  const flashing = useFlash(target.state);
  const why = useDerivedFromNow((now) => whyNotYet(target, now));
  return (
    <tr
      className={table.row}
      data-target={target.device}
      data-selected={choice?.chosen || undefined}
      data-choosable={choice !== undefined || undefined}
      {...measured}
    >
      {choice && (
        <td className={table.check}>
          {isChoosable(target) && (
            <Checkbox
              aria-label={`Select ${target.device}`}
              checked={choice.chosen}
              onChange={() => choice.toggle(target)}
            />
          )}
        </td>
      )}
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
          {targetWord(target.state, deployment.kind)}
        </span>
      </td>
      {phased && <td className={`${table.wide} ${table.number}`}>{target.phase}</td>}
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={target.updatedAt} />
      </td>
      <td className={classes.why} data-bad={partOf(target.state) === 'failed' || undefined}>
        {why}
        {target.overriddenBy && (
          <>
            {why && ' '}
            <Link
              to="/p/$projectId/deployments/$deploymentId"
              params={{ projectId, deploymentId: target.overriddenBy }}
            >
              See the newer one
            </Link>
          </>
        )}
      </td>
    </tr>
  );
}
