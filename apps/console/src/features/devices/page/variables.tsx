import { useQuery } from '@tanstack/react-query';
import type { Device, DeviceVariables } from '@thingdock/api';
import { Facts } from '../../../ui/facts.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { deviceVariablesQuery } from '../queries.ts';
import { cannot } from './cannot.ts';
import classes from './page.module.css';
import { variableLines } from './variable-lines.ts';

/** Environment variables of the flow: as they are wanted, and where the device says otherwise. */
export function Variables({ device }: { device: Device }) {
  const { projectId, connectionId, name, goneAt } = device;
  const query = useQuery(deviceVariablesQuery(connectionId, name));
  const settable = goneAt === null && !cannot(device).some(({ what }) => what === 'take environment variables');
  return (
    <Section
      title="Environment variables"
      actions={
        settable && (
          <LinkButton
            variant="default"
            to="/p/$projectId/deploy"
            params={{ projectId }}
            search={{ kind: 'env-set', connection: connectionId, selected: name }}
          >
            Set …
          </LinkButton>
        )
      }
    >
      <QueryView query={query} what="Its variables could not be loaded" skeleton={<p className="dim">…</p>}>
        {(variables) => <Lines variables={variables} />}
      </QueryView>
    </Section>
  );
}

function Lines({ variables }: { variables: DeviceVariables }) {
  const lines = variableLines(variables);
  if (lines.length === 0) return <p className="dim">None were set.</p>;
  return (
    <Facts
      facts={lines.map(({ name, value, note }) => [
        name,
        <span key={name} className={classes.value}>
          {value !== undefined && <code>{value}</code>}
          {note && <span className="dim"> · {note}</span>}
        </span>,
      ])}
    />
  );
}
