import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import type { Connection, Plan } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../platform/api.ts';
import { Failure, Notice } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { ManagedSheet } from '../managed-sheet.tsx';
import { OperationProgress } from '../operation-progress.tsx';
import { OperationSheet } from '../operation-sheet.tsx';
import { PlanList } from '../plan/plan-list.tsx';
import { conflicts, hasWork, planInWords } from '../plan/plan-words.ts';
import { TakeOver } from '../plan/take-over.tsx';
import { driftQuery } from '../queries.ts';
import classes from '../sheet-body.module.css';
import { useShowOperation } from '../use-show-operation.ts';

const ROUTE = '/signed-in/p/$projectId/connections/$connectionId/repair';

/** Repair: what drifted in AWS, and what will be put back, before anything is. */
export function RepairSheet() {
  const { connectionId } = useParams({ from: ROUTE });
  const { operation } = useSearch({ from: ROUTE });
  return (
    <ManagedSheet title="Repair connection" connectionId={connectionId}>
      {(connection, close) => {
        const title = `Repair ${connection.name}`;
        return operation ? (
          <OperationSheet title={title} operationId={operation} onClose={close}>
            {(known) => (
              <OperationProgress operation={known} titles={TITLES} {...WORDS}>
                <Notice tone="ok">A test message came back from AWS IoT. Devices show their status again.</Notice>
              </OperationProgress>
            )}
          </OperationSheet>
        ) : (
          <Drift connection={connection} title={title} onClose={close} />
        );
      }}
    </ManagedSheet>
  );
}

const TITLES = {
  running: 'Putting back what drifted',
  succeeded: 'The connection is repaired',
  failed: 'Not everything could be repaired',
} as const;

const WORDS = {
  lead: 'You may leave this page; it goes on by itself.',
  afterFailure: 'What is done stays done; repair it again to go on from there.',
} as const;

function Drift({ connection, title, onClose }: { connection: Connection; title: string; onClose: () => void }) {
  const query = useQuery(driftQuery(connection.id));
  const [takeOver, setTakeOver] = useState(false);
  const show = useShowOperation('repair', connection);
  const repairing = useMutation({
    mutationFn: () => api.call('connections.repair', { params: { connectionId: connection.id }, body: { takeOver } }),
    onSuccess: ({ operation }) => show(operation.id),
  });
  const plan = query.data;
  const blocked = plan !== undefined && conflicts(plan).length > 0 && !takeOver;
  return (
    <Sheet
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={!plan || blocked || !hasWork(plan)}
            loading={repairing.isPending}
            onClick={() => repairing.mutate()}
          >
            Repair connection
          </Button>
        </>
      }
    >
      <div className={classes.body}>
        <QueryView
          query={query}
          what="AWS could not be looked at"
          skeleton={<p role="status">Looking at what is in AWS …</p>}
        >
          {(known) => <Shown plan={known} takeOver={takeOver} onTakeOver={setTakeOver} />}
        </QueryView>
        {repairing.error && <Failure error={repairing.error} what="The repair was not begun" />}
      </div>
    </Sheet>
  );
}

type ShownProps = { plan: Plan; takeOver: boolean; onTakeOver: (takeOver: boolean) => void };

function Shown({ plan, takeOver, onTakeOver }: ShownProps) {
  if (!hasWork(plan))
    return (
      <>
        <Notice tone="ok" title="Nothing to put back">
          Every topic, subscription and rule is as it should be. What the health names beside them, the key or the role,
          is mended in AWS or by rotating the key.
        </Notice>
        <PlanList plan={plan} />
      </>
    );
  return (
    <div>
      <p className="dim">Exactly this will be put back, and nothing else is touched. Then a test message proves it.</p>
      <p className={classes.sum}>
        <strong>{planInWords(plan)}</strong>
      </p>
      <PlanList plan={plan} />
      <TakeOver plan={plan} checked={takeOver} onChange={onTakeOver} />
    </div>
  );
}
