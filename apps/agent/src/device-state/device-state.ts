import {
  type DeviceStateChange,
  type JsonObject,
  STATE_TYPES,
  type StateDocument,
  type StateType,
} from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Link } from '../connection/connection.ts';
import type { Messenger } from '../messenger/messenger.ts';
import { createBell } from '../platform/bell.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { backoff, chance } from '../platform/timing.ts';
import { decidePush } from './apply.ts';
import { fetchStates } from './fetch.ts';

/** The device's copies of its three state trees. */
export type DeviceState = {
  get(type: StateType): StateDocument | undefined;
  /** Takes a pushed change. */
  receive(change: DeviceStateChange): void;
  /** Fetches trees from the cloud, now or as soon as there is a connection. */
  refresh(types: readonly StateType[], reason: string): void;
  /** The device belongs to another connection now: what it holds is worth nothing. */
  forget(): void;
  /** Does the fetching, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
};

export type DeviceStateDeps = {
  /** Undefined while the device belongs to nobody; then nothing is fetched. */
  fqDeviceId(): string | undefined;
  messenger: Pick<Messenger, 'request'>;
  link: Pick<Link, 'online'>;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Called after each tree that was stored. */
  onChange(type: StateType, state: JsonObject): void;
};

const RETRY = { first: 5_000, most: 300_000 };

export function createDeviceState(deps: DeviceStateDeps): DeviceState {
  const { messenger, link, clock, ids, log } = deps;
  const documents = new Map<StateType, StateDocument>();
  const wanted = new Set<StateType>();
  const bell = createBell();

  function refresh(types: readonly StateType[], reason: string): void {
    log.debug('device-state.refresh', { types, reason });
    for (const type of types) wanted.add(type);
    bell.ring();
  }

  function store(document: StateDocument): void {
    documents.set(document.type, document);
    deps.onChange(document.type, document.state);
  }

  function receive(change: DeviceStateChange): void {
    const fqDeviceId = deps.fqDeviceId();
    if (!fqDeviceId) {
      log.warn('device-state.unregistered', { type: change.type });
      return;
    }
    const decision = decidePush(fqDeviceId, documents.get(change.type), change);
    if (decision.kind === 'store') store(decision.document);
    if (decision.kind !== 'fetch') return;
    const missing = STATE_TYPES.filter((type) => type === change.type || !documents.has(type));
    refresh(missing, decision.reason);
  }

  /** Fetches what is wanted. What cannot be had now stays wanted, and the caller comes again. */
  async function fetchWanted(fqDeviceId: string): Promise<void> {
    const types = [...wanted];
    wanted.clear();
    try {
      const fetched = await fetchStates(types, documents, { messenger, fqDeviceId });
      // The device may have been given to another connection while the answer was on its way.
      if (deps.fqDeviceId() !== fqDeviceId) throw new Error('the device belongs to another connection now');
      for (const type of fetched.doubtful) documents.delete(type);
      for (const document of fetched.documents) store(document);
      if (fetched.problems.length > 0) throw new Error(fetched.problems.join('; '));
    } catch (error) {
      for (const type of types) wanted.add(type);
      throw error;
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const fqDeviceId = deps.fqDeviceId();
        if (wanted.size > 0 && fqDeviceId) {
          await link.online(signal);
          await fetchWanted(fqDeviceId);
          failures = 0;
        } else await bell.wait(signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const waitMs = backoff(failures, RETRY, chance(ids));
        log.warn('device-state.refresh-failed', { reason: reasonOf(error), failures, waitMs });
        // Whoever asks for a refresh, a new session for instance, ends the waiting time.
        await bell.waitAtMost(waitMs, clock, signal);
      }
    }
  }

  return {
    get: (type) => documents.get(type),
    refresh,
    run,
    forget() {
      documents.clear();
    },
    receive,
  };
}
