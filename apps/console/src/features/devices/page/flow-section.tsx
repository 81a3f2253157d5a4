import { Link } from '@tanstack/react-router';
import type { Device } from '@thingdock/api';
import { Facts } from '../../../ui/facts.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Section } from '../../../ui/page.tsx';
import { Ago } from '../../../ui/time.tsx';
import { cannot } from './cannot.ts';

const STATES = { running: 'Running', stopped: 'Stopped', error: 'Error' } as const;

/** The flow on the device, whether it runs, and the way to start or stop it. */
export function FlowSection({ device }: { device: Device }) {
  const { projectId, connectionId, name, flow, goneAt } = device;
  const switchable = flow && goneAt === null && !cannot(device).some(({ what }) => what === 'start and stop a flow');
  return (
    <Section
      title="Deployed flow"
      actions={
        switchable && (
          <LinkButton
            variant="default"
            to="/p/$projectId/deploy"
            params={{ projectId }}
            search={{
              kind: flow.enabled.wanted ? 'flow-stop' : 'flow-start',
              connection: connectionId,
              selected: name,
            }}
          >
            {flow.enabled.wanted ? 'Stop …' : 'Start …'}
          </LinkButton>
        )
      }
    >
      {flow ? <FlowFacts flow={flow} projectId={projectId} /> : <p className="dim">No flow was deployed to it yet.</p>}
    </Section>
  );
}

function FlowFacts({ flow, projectId }: { flow: NonNullable<Device['flow']>; projectId: string }) {
  const { id, name, version, state, message, enabled, deployedAt } = flow;
  return (
    <Facts
      facts={[
        [
          'Flow',
          <Link key="flow" to="/p/$projectId/flows/$flowId" params={{ projectId, flowId: id }}>
            {name}
          </Link>,
        ],
        ['Version', `v${version}`],
        ['State', `${state ? STATES[state] : 'Not reported yet'}${switching(enabled)}`],
        ...(message ? [['Message', message] as const] : []),
        ...(deployedAt ? [['Deployed', <Ago key="at" at={deployedAt} />] as const] : []),
      ]}
    />
  );
}

/** What was asked for and is not so yet. */
function switching({ wanted, reported }: NonNullable<Device['flow']>['enabled']): string {
  if (reported === null || wanted === reported) return '';
  return wanted ? ', asked to start' : ', asked to stop';
}
