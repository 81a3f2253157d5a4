import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Connection, Device } from '@thingdock/api';
import { useDerivedFromNow } from '../../platform/now.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { DeviceShape } from '../../ui/status-shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { regionName } from '../connections/endpoint.ts';
import { connectionsQuery } from '../connections/queries.ts';
import { DeploymentTable } from '../deployments/deployment-table.tsx';
import { deploymentsQuery } from '../deployments/queries.ts';
import { useProject } from '../people/use-project.ts';
import classes from './devices.module.css';
import { deviceQuery } from './queries.ts';
import { isOfConnection, lookOf, reasonSentence, statusLine } from './status-words.ts';
import { useSync } from './use-sync.ts';

export function DevicePage() {
  const { projectId, manages } = useProject();
  const { connectionId, deviceName } = useParams({ from: '/signed-in/p/$projectId/devices/$connectionId/$deviceName' });
  const query = useQuery(deviceQuery(connectionId, deviceName));
  const { data: connections } = useQuery(connectionsQuery(projectId));
  const connection = connections?.find(({ id }) => id === connectionId);
  const sync = useSync(projectId);
  return (
    <Page
      title={deviceName}
      back={
        <Link to="/p/$projectId/devices" params={{ projectId }} search={{ connection: connectionId }}>
          Devices{connection && ` of ${connection.name}`}
        </Link>
      }
      lead={query.data && <Status device={query.data} projectId={projectId} />}
      actions={
        <>
          {manages && (
            <Button variant="default" loading={sync.isPending} onClick={() => sync.mutate(connectionId)}>
              Sync
            </Button>
          )}
          <LinkButton
            to="/p/$projectId/deploy"
            params={{ projectId }}
            search={{ connection: connectionId, selected: deviceName }}
          >
            Deploy …
          </LinkButton>
        </>
      }
    >
      <QueryView query={query} what="The device could not be loaded">
        {(device) => (
          <>
            {device.notices.map(({ code, text }) => (
              <Notice key={code} tone="warn">
                {text}
              </Notice>
            ))}
            <div className={classes.columns}>
              <DeviceFacts device={device} connection={connection} projectId={projectId} />
              <Recent device={device} projectId={projectId} />
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Status({ device, projectId }: { device: Device; projectId: string }) {
  const line = useDerivedFromNow((now) => statusLine(device, now));
  const reason = reasonSentence(device.reason);
  return (
    <>
      <p className={classes.line} data-status={device.status} role="status">
        <DeviceShape status={lookOf(device)} />
        <span style={{ color: 'var(--ink)' }}>{line}</span>
      </p>
      {reason && (
        <p className={classes.reason}>
          {reason}{' '}
          {device.reason && isOfConnection(device.reason) && (
            <Link
              to="/p/$projectId/connections/$connectionId"
              params={{ projectId, connectionId: device.connectionId }}
            >
              See the connection
            </Link>
          )}
        </p>
      )}
    </>
  );
}

type DeviceFactsProps = { device: Device; connection: Connection | undefined; projectId: string };

function DeviceFacts({ device, connection, projectId }: DeviceFactsProps) {
  const { connectionId, flow, agentType, agentVersion, lastSeenAt, source } = device;
  return (
    <div>
      <Section title="Deployed flow">
        {flow ? (
          <FlowFacts flow={flow} connection={connection} />
        ) : (
          <p className="dim">No flow was deployed to it yet.</p>
        )}
      </Section>
      <Section title="About this device">
        <Facts
          facts={[
            ['Thing name', <CopyText key="name" text={device.name} what="the thing name" />],
            ...(connection
              ? [
                  [
                    'Connection',
                    <Link
                      key="connection"
                      to="/p/$projectId/connections/$connectionId"
                      params={{ projectId, connectionId }}
                    >
                      {connection.name}
                    </Link>,
                  ] as const,
                  ['AWS account', <code key="account">{connection.accountId}</code>] as const,
                  ['Region', regionName(connection.region)] as const,
                ]
              : []),
            ['Agent', agentVersion ? `${agentType ?? 'unknown'} ${agentVersion}` : 'none seen yet'],
            ['Last heard', lastSeenAt ? <Ago key="ago" at={lastSeenAt} /> : 'never'],
            ...(source ? [['Status learnt', source === 'push' ? 'live, by AWS IoT' : 'by sync'] as const] : []),
          ]}
        />
      </Section>
    </div>
  );
}

type FlowFactsProps = { flow: NonNullable<Device['flow']>; connection: Connection | undefined };

function FlowFacts({ flow, connection }: FlowFactsProps) {
  const name = connection ? (
    <Link to="/p/$projectId/flows/$flowId" params={{ projectId: connection.projectId, flowId: flow.id }}>
      {flow.name}
    </Link>
  ) : (
    flow.name
  );
  return (
    <Facts
      facts={[
        ['Flow', name],
        ['Version', `v${flow.version}`],
        ['State', flow.state ?? 'not reported yet'],
        ...(flow.message ? [['Message', flow.message] as const] : []),
      ]}
    />
  );
}

function Recent({ device, projectId }: { device: Device; projectId: string }) {
  const query = useQuery(deploymentsQuery(projectId, { device: device.name, connectionId: device.connectionId }));
  return (
    <Section title="Recent deployments">
      <QueryView query={query} what="The deployments could not be loaded">
        {(deployments) =>
          deployments.length === 0 ? (
            <p className="dim">None yet.</p>
          ) : (
            <DeploymentTable deployments={deployments.slice(0, 20)} compact />
          )
        }
      </QueryView>
    </Section>
  );
}
