import { Fault, fieldFault } from '@thingdock/api';
import type { Attempt } from '../create/attempt.ts';
import { deleteProbes, insertProbes, listArrived, type Probe } from './store.ts';

/** The ways that messages of devices take through AWS; each is proved by a message of our own. */
const PATHS = ['status', 'will', 'devicestate'] as const;
export type Path = (typeof PATHS)[number];

/** How soon an arrival at another server process is noticed. */
const LOOK_MS = 500;

/** Thing name of a connection's test messages. No such thing is ever registered; it only has a shadow for a moment. */
export const probeName = (wireId: string): string => `thingdock-probe-${wireId}`;

export type ProbeDeps = Pick<
  Attempt,
  'aws' | 'connection' | 'clock' | 'ids' | 'database' | 'wake' | 'timing' | 'signal'
>;

/** How long the slowest message took, in milliseconds; or which ways stayed silent. */
export type Probed = { latencyMs: number } | { silent: readonly Path[] };

/**
 * Sends one message along each way and waits for all of them. This is what proves a connection; all that came before only
 * explains a failure. Leaves nothing behind in AWS.
 */
export async function probePaths(deps: ProbeDeps): Promise<Probed> {
  const { aws, connection, database } = deps;
  const probed = await untilArrived(deps);
  await aws.iotData.deleteThingShadow(probeName(connection.wire_id));
  await database.transaction((tx) => deleteProbes(tx, connection.id));
  return probed;
}

/** The same as a step of an operation: what a crash leaves behind is in its journal. Throws `probe_timed_out`. */
export async function probe(attempt: Attempt): Promise<number> {
  const shadow = { kind: 'shadow', name: probeName(attempt.connection.wire_id) } as const;
  const probed = await attempt.journal.making(shadow, () => probePaths(attempt));
  await attempt.journal.removed(shadow);
  if ('silent' in probed) throw timedOut(attempt, probed.silent);
  return probed.latencyMs;
}

async function untilArrived(deps: ProbeDeps): Promise<Probed> {
  const { clock, timing, wake, signal, connection, database } = deps;
  const start = clock.now();
  let sent = Number.NEGATIVE_INFINITY;
  for (;;) {
    const arrived = await listArrived(database.root, connection.id, new Date(start));
    const missing = PATHS.filter((path) => !arrived.some((it) => it.path === path));
    if (missing.length === 0) return { latencyMs: latencyOf(arrived) };
    if (clock.now() - start >= timing.probeMs) return { silent: missing };
    if (clock.now() - sent >= timing.probeAgainMs) {
      sent = clock.now();
      // Rules match some seconds after they were made, so a first message may pass unseen.
      await send(deps, missing);
    }
    await wake.wait(connection.id, LOOK_MS, signal);
  }
}

async function send(deps: ProbeDeps, paths: readonly Path[]): Promise<void> {
  const { aws, ids, clock, database, connection } = deps;
  const thing = probeName(connection.wire_id);
  const nonce: Record<Path, string> = { status: ids.token(), will: ids.token(), devicestate: ids.token() };
  const sent_at = new Date(clock.now());
  const row = (path: Path): Probe => ({
    nonce: nonce[path],
    connection_id: connection.id,
    path,
    sent_at,
    arrived_at: null,
  });
  await database.transaction((tx) => insertProbes(tx, paths.map(row)));
  const reported = (path: Path) => ({
    state: { reported: { enebular: { probe: nonce[path], awsiot: { connected: false } } } },
  });
  const senders: Record<Path, () => Promise<unknown>> = {
    status: () => aws.iotData.updateThingShadow(thing, reported('status')),
    will: () => aws.iotData.publish(`enebular/things/${thing}/shadow/update`, JSON.stringify(reported('will')), 1),
    devicestate: () =>
      aws.iotData.publish(`enebular/things/${thing}/msg/from_device`, JSON.stringify({ probe: nonce.devicestate }), 1),
  };
  for (const path of paths) await senders[path]();
}

const latencyOf = (arrived: readonly Probe[]): number =>
  Math.max(
    ...PATHS.map((path) =>
      Math.min(
        ...arrived
          .filter((it) => it.path === path)
          .map((it) => (it.arrived_at ?? it.sent_at).getTime() - it.sent_at.getTime()),
      ),
    ),
  );

/** A role that seemed to lack something explains the silence better than the silence itself. */
function timedOut({ doubts, roleArn, timing, wanted }: Attempt, missing: readonly Path[]): Fault {
  const needs: Record<Path, string> = { status: 'sns:Publish', will: 'iot:Publish', devicestate: 'sns:Publish' };
  const doubt = doubts.find(({ action }) => missing.some((path) => needs[path] === action));
  if (doubt) return fieldFault('roleArn', 'role_missing_permission', { roleArn, ...doubt });
  const silent = rulesOf(wanted, missing).join(', ');
  return new Fault('probe_timed_out', { details: { seconds: timing.probeMs / 1_000, missing: silent, roleArn } });
}

/** Names of the rules that the ways go through. */
export function rulesOf({ rules: [will, status, devicestate] }: Attempt['wanted'], paths: readonly Path[]): string[] {
  const rules: Record<Path, string | undefined> = {
    will: will?.name,
    status: status?.name,
    devicestate: devicestate?.name,
  };
  return paths.flatMap((path) => rules[path] ?? []);
}
