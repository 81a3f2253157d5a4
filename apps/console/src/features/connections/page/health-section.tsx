import { useQuery } from '@tanstack/react-query';
import type { Connection, Health } from '@thingdock/api';
import { useDerivedFromNow } from '../../../platform/now.ts';
import { Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { Shape } from '../../../ui/shape.tsx';
import { Findings } from '../health/findings.tsx';
import { HEALTH_SHAPES, healthLine } from '../health/health-words.ts';
import { healthOf } from '../queries.ts';
import { ConnectionStateCell } from '../state-words.tsx';
import classes from './page.module.css';

type Props = { connection: Connection; manages: boolean };

/** What is wrong with it, and the way out of each. */
export function HealthSection({ connection, manages }: Props) {
  const query = useQuery(healthOf(connection.id));
  return (
    <Section title="Health">
      <QueryView query={query} what="The health could not be loaded">
        {(health) => <Findings health={health} connection={connection} manages={manages} />}
      </QueryView>
    </Section>
  );
}

/** Under the name: how it is and since when, or where it stands while it is no active connection. */
export function StateLine({ connection }: { connection: Connection }) {
  const { data: health } = useQuery({ ...healthOf(connection.id), enabled: connection.state === 'active' });
  if (connection.state !== 'active') return <ConnectionStateCell connection={connection} />;
  return health && <HealthLine health={health} />;
}

function HealthLine({ health }: { health: Health }) {
  const line = useDerivedFromNow((now) => healthLine(health, now));
  const [shape, tone] = HEALTH_SHAPES[health.state];
  return (
    <p className={classes.line} data-health={health.state} role="status">
      <Shape name={shape} tone={tone} />
      {line}
    </p>
  );
}
