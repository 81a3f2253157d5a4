import { useQuery } from '@tanstack/react-query';
import type { Connection, Operation } from '@thingdock/api';
import { Facts } from '../../../ui/facts.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { regionName } from '../endpoint.ts';
import { OperationProgress } from '../operation-progress.tsx';
import { connectionsQuery } from '../queries.ts';
import classes from './create.module.css';

const TITLES: Record<Operation['state'], string> = {
  running: 'Setting up the connection',
  succeeded: 'The connection is ready',
  failed: 'The connection was not created',
};

/** The operation as it goes on, and what came of it. */
export function Progress({ operation }: { operation: Operation }) {
  const { data: connections } = useQuery(connectionsQuery(operation.projectId));
  const connection = connections?.find(({ id }) => id === operation.connectionId);
  return (
    <OperationProgress
      operation={operation}
      titles={TITLES}
      lead="You may leave this page; it goes on by itself and appears in the list."
      afterFailure="What had been made in AWS was removed."
    >
      {connection && <Result connection={connection} />}
    </OperationProgress>
  );
}

function Result({ connection }: { connection: Connection }) {
  const { name, accountId, region, probeLatencyMs } = connection;
  return (
    <div className={classes.result}>
      <Notice tone="ok">
        {probeLatencyMs === null
          ? 'A test message came back from AWS IoT.'
          : `A test message took ${probeLatencyMs} ms from AWS IoT to here.`}
      </Notice>
      <Facts
        facts={[
          ['Connection', name],
          ['AWS account', <code key="account">{accountId}</code>],
          ['Region', regionName(region)],
        ]}
      />
    </div>
  );
}
