import { useQuery } from '@tanstack/react-query';
import type { Connection, Operation } from '@thingdock/api';
import { Facts } from '../../../ui/facts.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Steps } from '../../../ui/steps.tsx';
import { regionName } from '../endpoint.ts';
import { connectionsQuery } from '../queries.ts';
import classes from './create.module.css';

const TITLES: Record<Operation['state'], string> = {
  running: 'Setting up the connection',
  succeeded: 'The connection is ready',
  failed: 'The connection was not created',
};

/** The operation as it goes on, and how it ended. */
export function Progress({ operation }: { operation: Operation }) {
  const { data: connections } = useQuery(connectionsQuery(operation.projectId));
  const connection = connections?.find(({ id }) => id === operation.connectionId);
  const { state, error } = operation;
  return (
    <section className={classes.progress} aria-labelledby="progress-title">
      <h2 id="progress-title">{TITLES[state]}</h2>
      <p className="sr-only" role="status">
        {TITLES[state]}
      </p>
      {state === 'running' && <p>You may leave this page; it goes on by itself and appears in the list.</p>}
      {state === 'succeeded' && connection && <Result connection={connection} />}
      {state === 'failed' && error && <Notice tone="bad">{error.detail} What had been made in AWS was removed.</Notice>}
      <Steps operation={operation} />
    </section>
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
