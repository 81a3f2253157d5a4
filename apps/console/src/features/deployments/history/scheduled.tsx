import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Deployment } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Failure } from '../../../ui/notice.tsx';
import { Section } from '../../../ui/page.tsx';
import table from '../../../ui/table.module.css';
import { Ago } from '../../../ui/time.tsx';
import { count } from '../../../words/count.ts';
import { exactTime } from '../../../words/time.ts';
import { deploymentsQuery } from '../queries.ts';
import { actionTitle } from '../words.ts';

const MOST = 500;

/** What waits for its time, the soonest first; nothing where nothing does. */
export function Scheduled({ projectId }: { projectId: string }) {
  const query = useQuery(deploymentsQuery(projectId, { scheduled: 'yes' }, MOST));
  const [cancelling, setCancelling] = useState<Deployment>();
  if (query.error) return <Failure error={query.error} what="The scheduled deployments could not be loaded" />;
  const waiting = query.data?.filter(({ summary, schedule }) => summary === 'processing' && schedule) ?? [];
  if (waiting.length === 0) return null;
  return (
    <Section title="Scheduled">
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Begins</th>
            <th scope="col" className={table.wide}>
              Devices
            </th>
            <th scope="col" className={table.wide}>
              By
            </th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {waiting.toSorted(byStart).map((deployment) => (
            <Row key={deployment.id} deployment={deployment} onCancel={() => setCancelling(deployment)} />
          ))}
        </tbody>
      </table>
      {cancelling && <Cancel deployment={cancelling} onClose={() => setCancelling(undefined)} />}
    </Section>
  );
}

const startOf = ({ schedule }: Deployment) => Date.parse(schedule?.startsAt ?? '');
const byStart = (a: Deployment, b: Deployment) => startOf(a) - startOf(b);
const sizeOf = ({ counts }: Deployment) => Object.values(counts).reduce((sum, number) => sum + number, 0);

function Row({ deployment, onCancel }: { deployment: Deployment; onCancel: () => void }) {
  const { id, projectId, schedule, requestedBy } = deployment;
  const title = actionTitle(deployment);
  return (
    <tr className={table.row} data-deployment={id}>
      <td>
        <Link
          className={table.link}
          to="/p/$projectId/deployments/$deploymentId"
          params={{ projectId, deploymentId: id }}
        >
          <strong>{title}</strong>
        </Link>
      </td>
      <td>
        {schedule && (
          <>
            <Ago at={schedule.startsAt} />
            <div className="dim">
              {schedule.at.replace('T', ' ')} in {schedule.timeZone}
            </div>
          </>
        )}
      </td>
      <td className={table.wide}>{count(sizeOf(deployment), 'device')}</td>
      <td className={table.wide}>{requestedBy}</td>
      <td className={table.number}>
        <Button variant="subtle" color="red" aria-label={`Cancel: ${title}`} onClick={onCancel}>
          Cancel …
        </Button>
      </td>
    </tr>
  );
}

function Cancel({ deployment, onClose }: { deployment: Deployment; onClose: () => void }) {
  const queries = useQueryClient();
  async function run() {
    await api.call('deployments.command', { params: { deploymentId: deployment.id }, body: { command: 'cancel' } });
    await queries.invalidateQueries({ queryKey: keys.deployments(deployment.projectId) });
  }
  return (
    <ConfirmDialog
      title={`Cancel: ${actionTitle(deployment)}`}
      action="Cancel this deployment"
      harmful
      failure="It was not cancelled"
      run={run}
      onClose={onClose}
    >
      <p>
        It will not begin on {exactTime(startOf(deployment))}. Nothing changes on its{' '}
        {count(sizeOf(deployment), 'device')}.
      </p>
    </ConfirmDialog>
  );
}
