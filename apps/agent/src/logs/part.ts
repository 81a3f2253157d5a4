import type { Clock } from '@thingdock/effects';
import type { AgentFolder } from '../config/folder.ts';
import type { Reporter } from '../device-state/reporter.ts';
import type { Log } from '../platform/log.ts';
import { createLogs, type Logs } from './logs.ts';
import { type Monitoring, openMonitoring } from './monitoring.ts';
import { type Destination, sendLog } from './send.ts';

export type LogPartDeps = {
  folder: AgentFolder;
  reporter: Pick<Reporter, 'set'>;
  /** Where logs go; undefined while the device has no token. */
  destination(): Destination | undefined;
  onUnauthorized(): void;
  /** Hands every line of the log to whoever listens last. */
  onLogLine(listener: (line: string) => void): void;
  clock: Clock;
  log: Log;
};

/** Logs, and the switch that says whether they are wanted: while it is off no line is kept and none is sent. */
export async function createLogPart(deps: LogPartDeps): Promise<{ logs: Logs; monitoring: Monitoring }> {
  const { folder, reporter, destination, onUnauthorized, clock, log } = deps;
  const monitoring = await openMonitoring({ file: folder.monitoring, report: reporter.set, log });
  const logs = createLogs({
    ...{ folder: folder.logs, clock, log, send: sendLog, onUnauthorized },
    destination: () => (monitoring.enabled() ? destination() : undefined),
  });
  deps.onLogLine((line) => {
    if (monitoring.enabled()) logs.take(line);
  });
  return { logs, monitoring };
}
