import { Button } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import type { Connection } from '@thingdock/api';
import { Notice } from '../../../ui/notice.tsx';
import { ManagedSheet } from '../managed-sheet.tsx';
import { OperationProgress } from '../operation-progress.tsx';
import { OperationSheet } from '../operation-sheet.tsx';
import { useShowOperation } from '../use-show-operation.ts';
import { MigrateForm } from './migrate-form.tsx';

const ROUTE = '/signed-in/p/$projectId/connections/$connectionId/migrate';

/** Migrate an older connection: it is given its role, once. */
export function MigrateSheet() {
  const { connectionId } = useParams({ from: ROUTE });
  const { operation } = useSearch({ from: ROUTE });
  return (
    <ManagedSheet title="Migrate connection" connectionId={connectionId}>
      {(connection, close) => {
        const title = `Migrate ${connection.name}`;
        return operation ? (
          <Migrating connection={connection} title={title} operationId={operation} onClose={close} />
        ) : (
          <MigrateForm connection={connection} title={title} onClose={close} />
        );
      }}
    </ManagedSheet>
  );
}

const TITLES = {
  running: 'Giving the connection its role',
  succeeded: 'The connection is migrated',
  failed: 'The connection was not migrated',
} as const;

type MigratingProps = { connection: Connection; title: string; operationId: string; onClose: () => void };

function Migrating({ connection, title, operationId, onClose }: MigratingProps) {
  const show = useShowOperation('migrate', connection);
  return (
    <OperationSheet
      title={title}
      operationId={operationId}
      onClose={onClose}
      next={({ state }) => state === 'failed' && <Button onClick={() => show(undefined)}>Change the fields</Button>}
    >
      {(operation) => (
        <OperationProgress
          operation={operation}
          titles={TITLES}
          lead="You may leave this page; it goes on by itself. Flows can be deployed meanwhile."
          afterFailure="The connection is as it was; what had been made in AWS was removed."
        >
          <Notice tone="ok">A test message came back from AWS IoT. Devices show their status from now on.</Notice>
        </OperationProgress>
      )}
    </OperationSheet>
  );
}
