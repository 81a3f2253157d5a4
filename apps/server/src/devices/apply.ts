import { type AgentInfo, isThingName } from '@thingdock/device-protocol';
import type { ShadowDocument } from '../aws/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { changeDevices, type Decision, type Work } from './change.ts';
import type { Kept } from './kept.ts';
import { fromPush, fromShadow, type StatusPush } from './observe.ts';
import { type DeviceState, heard, reduce, withoutShadow } from './reduce.ts';

/** `unchanged`: newer, but it says the same. `held`: a will that is not believed yet. `connected`: the device said that it connected, be it anew. */
export type StatusOutcome = {
  outcome: 'applied' | 'stale' | 'unknown_device' | 'unchanged' | 'held';
  connected?: boolean;
};

type Place = Pick<ConnectionRef, 'id' | 'projectId'>;

/** The work that a message of the status rule makes, and what came of it once the work is done. */
export function statusWork(
  connection: Place,
  push: StatusPush,
  now: number,
): { work: Work; outcome(turned: boolean): StatusOutcome } {
  let found: { fresh: boolean; began: boolean; held: boolean } | undefined;
  const work: Work = {
    connection,
    thingName: push.thingName,
    decide(known) {
      if (known.gates.goneAt !== null) return known;
      const { state, began } = reduce(known.state, fromPush(push), now);
      found = { fresh: state !== known.state, began, held: state.held !== null && state.held !== known.state.held };
      return withState(known, state);
    },
  };
  return {
    work,
    outcome(turned) {
      if (!found) return { outcome: 'unknown_device' };
      if (!found.fresh) return { outcome: 'stale' };
      if (found.held) return { outcome: 'held' };
      return { outcome: turned ? 'applied' : 'unchanged', ...(found.began ? { connected: true } : {}) };
    },
  };
}

/** Takes in a message of the status rule. */
export async function applyStatusPush(
  tx: Executor,
  connection: Place,
  push: StatusPush,
  now: number,
): Promise<StatusOutcome> {
  if (!isThingName(push.thingName)) return { outcome: 'unknown_device' };
  const { work, outcome } = statusWork(connection, push, now);
  const turned = await changeDevices(tx, [work], now);
  return outcome(turned.length > 0);
}

/** A shadow as it was found, `undefined` when there was none. `readAt`: when it was asked for, in milliseconds. */
export type Reading = { name: string; shadow: ShadowDocument | undefined; readAt: number };

/** Takes in whole shadows. Returns the devices that were thereby found to have connected. */
export async function applyShadows(
  tx: Executor,
  connection: Place,
  readings: readonly Reading[],
  now: number,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const works = readings.map(({ name, shadow, readAt }) => ({
    ...{ connection, thingName: name },
    decide(known: Kept): Decision {
      if (known.gates.goneAt !== null) return known;
      // "No shadow" has no version; a message that came in meanwhile knows better.
      if (!shadow) return known.observedAt >= readAt ? known : withState(known, withoutShadow(known.state));
      const { state, began } = reduce(known.state, fromShadow(shadow, readAt), now);
      if (began) found.add(name);
      return withState(known, state);
    },
  }));
  await changeDevices(tx, works, now);
  return found;
}

/** A device was heard on another way than its shadow, at `at` (ms); `agent` is what it said of itself there. */
export type Heard = { thingName: string; at: number; agent?: AgentInfo | undefined };

/** Takes in that devices were heard. Returns those that were thereby found to be online. */
export async function noteHeard(
  tx: Executor,
  connection: Place,
  devices: readonly Heard[],
  now: number,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const works = devices.map(({ thingName, at, agent }) => ({
    ...{ connection, thingName },
    decide(known: Kept): Decision {
      if (known.gates.goneAt !== null) return known;
      const { state, began } = heard(known.state, at, agent);
      if (began) found.add(thingName);
      return answering(withState(known, state));
    },
  }));
  await changeDevices(tx, works, now);
  return found;
}

function withState(known: Kept, state: DeviceState): Decision {
  if (state === known.state) return known;
  // One that says anew that it connected has its time to answer anew.
  const again = state.since !== known.state.since && known.gates.silence === 'not_answering';
  return { state, gates: again ? { ...known.gates, silence: null } : known.gates };
}

/** Who is heard on another way than its shadow answers us. */
function answering(decision: Decision): Decision {
  const { gates } = decision;
  return gates.silence === null ? decision : { ...decision, gates: { ...gates, silence: null } };
}
