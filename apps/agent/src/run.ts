import { STATE_TYPES } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { Agent } from './agent.ts';
import { endSession } from './connection/session.ts';
import type { Log } from './platform/log.ts';
import { AGENT_INFO } from './version.ts';

/** The state trees are compared anew twice a day, in case something was missed on both sides. */
const REFRESH_EVERY_MS = 12 * 3_600_000;
/** How long a clean stop waits for its last reports to be answered. */
const FLUSH_TIMEOUT_MS = 3_000;

/**
 * Runs the agent until `stop` aborts, then leaves in order: Node-RED, the last reports, "not connected", DISCONNECT.
 * Rejects when a part failed in a way that it cannot repair.
 */
export async function runAgent(agent: Agent, deps: { stop: AbortSignal; clock: Clock; log: Log }): Promise<void> {
  const { connection, presence, deviceState, reporter, flows, files, logs } = agent;
  const { stop, clock, log } = deps;
  const offline = new AbortController();
  const broken = new AbortController();
  const work = AbortSignal.any([stop, broken.signal]);
  const part = (running: Promise<void>): Promise<void> => running.catch((error) => broken.abort(error));

  reporter.set('status', 'agent', { ...AGENT_INFO });
  const wire = [connection.run, deviceState.run, reporter.run, logs.run].map((run) => part(run(offline.signal)));
  const flowsDone = part(flows.run(work));
  const filesDone = part(files.run(work));
  const refreshing = part(refreshRegularly(deviceState, clock, work));
  await aborted(work);

  log.info('agent.stopping');
  await flows.close();
  await Promise.all([flowsDone, filesDone, refreshing]);
  await reporter.flush(FLUSH_TIMEOUT_MS);
  await logs.flush(AbortSignal.timeout(FLUSH_TIMEOUT_MS));
  const session = connection.current();
  offline.abort(new Error('the agent is stopping'));
  if (session) {
    await presence.leave(session);
    await endSession(session, clock);
  }
  await Promise.all(wire);
  log.info('agent.stopped');
  if (broken.signal.aborted) throw broken.signal.reason;
}

async function refreshRegularly(deviceState: Agent['deviceState'], clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(REFRESH_EVERY_MS, signal).catch(() => undefined);
    if (!signal.aborted) deviceState.refresh(STATE_TYPES, 'regular');
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
