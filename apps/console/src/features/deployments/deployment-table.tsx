import { Link } from '@tanstack/react-router';
import type { Deployment } from '@thingdock/api';
import { useDerivedFromNow } from '../../platform/now.ts';
import { SegmentedBar } from '../../ui/segmented-bar.tsx';
import { Shape } from '../../ui/shape.tsx';
import { PartShape } from '../../ui/status-shape.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import type { Measured } from '../../ui/virtual-rows.tsx';
import classes from './deployments.module.css';
import { type Part, SUMMARY_WORDS } from './progress.ts';
import { actionTitle, DONE_WORDS } from './words.ts';

type Props = {
  deployments: readonly Deployment[];
  /** Leaves out what the page around it says already. */
  compact?: boolean;
};

export function DeploymentTable({ deployments, compact = false }: Props) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <DeploymentHead compact={compact} />
        <tbody>
          {deployments.map((deployment) => (
            <DeploymentRow key={deployment.id} deployment={deployment} compact={compact} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function DeploymentHead({ compact }: { compact: boolean }) {
  return (
    <thead>
      <tr>
        <th scope="col">What</th>
        <th scope="col">State</th>
        <th scope="col" className={table.wide}>
          Devices
        </th>
        {!compact && (
          <th scope="col" className={table.wide}>
            Connection
          </th>
        )}
        {!compact && (
          <th scope="col" className={table.wide}>
            By
          </th>
        )}
        <th scope="col">Requested</th>
      </tr>
    </thead>
  );
}

const PART: Record<Deployment['summary'], Part> = { processing: 'deploying', successful: 'deployed', failed: 'failed' };

/** How it stands in one word; a rollout that does not go on says so. */
export function Summary({ deployment }: { deployment: Pick<Deployment, 'summary' | 'rollout' | 'schedule'> }) {
  const { summary, rollout, schedule } = deployment;
  const held = useDerivedFromNow((now) => heldWord({ rollout, schedule }, now));
  const open = summary === 'processing';
  return (
    <span className={table.status} data-summary={summary}>
      {open && held ? <Shape name="barred" tone="warn" /> : <PartShape part={PART[summary]} />}
      {open && held ? held : SUMMARY_WORDS[summary]}
    </span>
  );
}

function heldWord({ rollout, schedule }: Pick<Deployment, 'rollout' | 'schedule'>, now: number): string {
  if (schedule && Date.parse(schedule.startsAt) > now) return 'Scheduled';
  if (rollout?.state === 'paused') return 'Paused';
  if (rollout?.state === 'halted') return 'Halted';
  if (rollout?.state === 'stopped') return 'Stopped';
  return '';
}

type RowProps = { deployment: Deployment; compact: boolean; measured?: Measured };

export function DeploymentRow({ deployment, compact, measured }: RowProps) {
  const { id, projectId, summary, counts, connectionName, requestedBy, createdAt, schedule, rollsBack } = deployment;
  return (
    <tr className={table.row} data-deployment={id} {...measured}>
      <td>
        <Link
          className={`${table.link} ${classes.title}`}
          to="/p/$projectId/deployments/$deploymentId"
          params={{ projectId, deploymentId: id }}
        >
          <strong>{actionTitle(deployment)}</strong>
        </Link>
        {rollsBack && <span className="dim"> (rollback)</span>}
      </td>
      <td>
        <Summary deployment={deployment} />
      </td>
      <td className={table.wide}>
        <SegmentedBar counts={counts} done={DONE_WORDS[deployment.kind]} />
      </td>
      {!compact && <td className={table.wide}>{connectionName}</td>}
      {!compact && <td className={table.wide}>{requestedBy}</td>}
      <td className={table.dim}>
        <Ago at={createdAt} />
        {schedule && summary === 'processing' && Date.parse(schedule.startsAt) > Date.parse(createdAt) && (
          <div>
            starts <Ago at={schedule.startsAt} />
          </div>
        )}
      </td>
    </tr>
  );
}
