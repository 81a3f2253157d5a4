import { Link } from '@tanstack/react-router';
import type { Device } from '@thingdock/api';
import { Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { LogLines } from './log-lines.tsx';
import { NoLog } from './no-log.tsx';
import { useLog } from './use-log.ts';

const TAIL = 30;
const EVERYTHING = {};

/** The newest lines of the log, as they come. */
export function LogTail({ device }: { device: Device }) {
  const { projectId, connectionId, name, licensed } = device;
  const { query, items } = useLog({ device, query: EVERYTHING, limit: TAIL, paused: false });
  return (
    <Section
      title="Log"
      actions={
        licensed && (
          <Link
            to="/p/$projectId/devices/$connectionId/$deviceName/log"
            params={{ projectId, connectionId, deviceName: name }}
          >
            Search the log
          </Link>
        )
      }
    >
      <NoLog device={device} />
      {licensed && (
        <QueryView query={query} what="The log could not be loaded">
          {() =>
            items.length === 0 ? (
              <p className="dim">No lines yet. An agent sends them every few minutes, and more often after a start.</p>
            ) : (
              <LogLines lines={items} />
            )
          }
        </QueryView>
      )}
    </Section>
  );
}
