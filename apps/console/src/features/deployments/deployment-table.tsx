import { Link } from '@tanstack/react-router';
import type { Deployment } from '@thingdock/api';
import { SegmentedBar } from '../../ui/segmented-bar.tsx';
import { PartShape } from '../../ui/status-shape.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import { type Part, SUMMARY_WORDS } from './progress.ts';

/** `compact` leaves out what the page around it says already. */
export function DeploymentTable({
  deployments,
  compact = false,
}: {
  deployments: readonly Deployment[];
  compact?: boolean;
}) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Flow</th>
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
        <tbody>
          {deployments.map((deployment) => (
            <Row key={deployment.id} deployment={deployment} compact={compact} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const PART: Record<Deployment['summary'], Part> = { processing: 'deploying', successful: 'deployed', failed: 'failed' };

export function Summary({ summary }: Pick<Deployment, 'summary'>) {
  return (
    <span className={table.status} data-summary={summary}>
      <PartShape part={PART[summary]} />
      {SUMMARY_WORDS[summary]}
    </span>
  );
}

function Row({ deployment, compact }: { deployment: Deployment; compact: boolean }) {
  const { id, projectId, asset, kind, summary, counts, connectionName, requestedBy, createdAt } = deployment;
  return (
    <tr className={table.row}>
      <td>
        <Link
          className={table.link}
          to="/p/$projectId/deployments/$deploymentId"
          params={{ projectId, deploymentId: id }}
        >
          <strong>{asset?.name ?? kind}</strong> {asset?.version && `v${asset.version}`}
        </Link>
      </td>
      <td>
        <Summary summary={summary} />
      </td>
      <td className={table.wide}>
        <SegmentedBar counts={counts} />
      </td>
      {!compact && <td className={table.wide}>{connectionName}</td>}
      {!compact && <td className={table.wide}>{requestedBy}</td>}
      <td className={table.dim}>
        <Ago at={createdAt} />
      </td>
    </tr>
  );
}
