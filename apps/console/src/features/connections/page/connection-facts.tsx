import { Link } from '@tanstack/react-router';
import type { Connection } from '@thingdock/api';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/page.tsx';
import { Ago } from '../../../ui/time.tsx';
import { regionName } from '../endpoint.ts';

/** What it is. What only owners and admins see is left out for others, as the server does. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { id, projectId, state, accountId, region, endpoint, roleArn, userArn, createdAt, probeLatencyMs } = connection;
  const params = { projectId };
  return (
    <Section title="About this connection">
      <Facts
        facts={[
          ['Type', 'AWS IoT'],
          ['AWS account', <CopyText key="account" text={accountId} what="the account" />],
          ['Region', regionName(region)],
          ['AWS IoT Endpoint', <CopyText key="endpoint" text={endpoint} what="the endpoint" />],
          ...(roleArn ? [['IAM Role ARN', <CopyText key="role" text={roleArn} what="the role ARN" />] as const] : []),
          ...(userArn ? [['IAM user', <CopyText key="user" text={userArn} what="the user’s ARN" />] as const] : []),
          ...(probeLatencyMs === null ? [] : [['Round trip', `${probeLatencyMs} ms, by a test message`] as const]),
          ['Created', <Ago key="created" at={createdAt} />],
          ...(state === 'active'
            ? [
                [
                  'Devices',
                  <Link key="devices" to="/p/$projectId/devices" params={params} search={{ connection: id }}>
                    See the devices
                  </Link>,
                ] as const,
              ]
            : []),
        ]}
      />
    </Section>
  );
}
