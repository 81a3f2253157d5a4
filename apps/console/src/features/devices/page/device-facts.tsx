import { Link } from '@tanstack/react-router';
import type { Connection, Device } from '@thingdock/api';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/page.tsx';
import { Ago } from '../../../ui/time.tsx';
import { regionName } from '../../connections/endpoint.ts';
import { cannot } from './cannot.ts';
import classes from './page.module.css';

type Props = { device: Device; connection: Connection | undefined };

/** Where the device is registered, its agent, and what that cannot do. */
export function DeviceFacts({ device, connection }: Props) {
  const { projectId, connectionId, agentType, agentVersion, lastSeenAt, goneAt } = device;
  const missing = cannot(device);
  return (
    <Section title="About this device">
      <Facts
        facts={[
          ['Thing name', <CopyText key="name" text={device.name} what="the thing name" />],
          ...(connection
            ? ([
                [
                  'Connection',
                  <Link
                    key="connection"
                    to="/p/$projectId/connections/$connectionId"
                    params={{ projectId, connectionId }}
                  >
                    {connection.name}
                  </Link>,
                ],
                ['AWS account', <code key="account">{connection.accountId}</code>],
                ['Region', regionName(connection.region)],
              ] as const)
            : []),
          ['Agent', agentVersion ? `${agentType ?? 'unknown'} ${agentVersion}` : 'none seen yet'],
          ['Last heard', lastSeenAt ? <Ago key="ago" at={lastSeenAt} /> : 'never'],
          ...(goneAt ? ([['Gone from AWS', <Ago key="gone" at={goneAt} />]] as const) : []),
        ]}
      />
      {missing.length > 0 && (
        <div className={classes.cannot}>
          <p>This agent cannot</p>
          <ul>
            {missing.map(({ what, minimum }) => (
              <li key={what}>
                {what}: needs {minimum}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}
