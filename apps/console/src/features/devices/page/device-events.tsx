import { useQuery } from '@tanstack/react-query';
import type { Device } from '@thingdock/api';
import { Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { Ago } from '../../../ui/time.tsx';
import { deviceEventsQuery } from '../../events/queries.ts';
import classes from './page.module.css';

/** What happened with the device, in sentences. */
export function DeviceEvents({ device: { projectId, connectionId, name } }: { device: Device }) {
  const query = useQuery(deviceEventsQuery(projectId, connectionId, name));
  return (
    <Section title="What happened">
      <QueryView query={query} what="What happened could not be loaded" skeleton={<p className="dim">…</p>}>
        {(events) =>
          events.length === 0 ? (
            <p className="dim">Nothing yet.</p>
          ) : (
            <ul className={classes.events}>
              {events.map(({ id, text, at }) => (
                <li key={id}>
                  <span>{text}</span>
                  <Ago at={at} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}
