import { statusWork } from '../../src/devices/apply.ts';
import type { Decision } from '../../src/devices/change.ts';
import { toColumns, toKept } from '../../src/devices/kept.ts';
import { fromShadow } from '../../src/devices/observe.ts';
import { believe } from '../../src/devices/presence/believe.ts';
import { type Witness, witness } from '../../src/devices/presence/witness.ts';
import { dismiss, heard, reduce, release, withoutShadow } from '../../src/devices/reduce.ts';
import { type Shown, show } from '../../src/devices/show.ts';
import type { DeviceRow } from '../../src/devices/tables.ts';
import type { Happening } from './life.test.setup.ts';

/** A server that watches one device: it decides as the real one does, and keeps it as it is kept in the database. */
export type Watcher = {
  /** What became known reaches the server at `now`. */
  take(happening: Happening, now: number): void;
  /** Time passes without news. */
  wait(now: number): void;
  /** The word of the device, and what is shown of it. */
  now(): { word: Shown; shown: Shown };
  /** What the word has been, and what was shown, each in turn. */
  readonly words: readonly Shown[];
  readonly showings: readonly Shown[];
};

const NEW: DeviceRow = {
  ...{
    connection_id: 'c',
    thing_name: 'pump-1',
    project_id: 'p',
    tags: [],
    created_at: new Date(0),
    swept_at: new Date(0),
  },
  ...{ status: 'unknown', reason: 'never_seen', since: null, source: null },
  ...{ flag_status: 'unknown', flag_reason: 'never_seen', flag_since: null, flag_source: null, flag_message_id: null },
  ...{ flag_version: null, flag_timestamp: null, held_since: null, held_version: null, held_timestamp: null },
  ...{
    held_message_id: null,
    held_until: null,
    licensed: true,
    monitored: true,
    silence: null,
    monitoring_reported: null,
  },
  ...{ shared_until: null, shared_addresses: null, agent_type: null, agent_version: null, agent_shadow_version: null },
  ...{ agent_shadow_timestamp: null, speaks: true, last_seen_at: null, observed_at: null, gone_at: null },
};

export function createWatcher(): Watcher {
  let row = NEW;
  let known: Witness | null = null;
  const words: Shown[] = [];
  const showings: Shown[] = [];

  function change(decide: (kept: ReturnType<typeof toKept>) => Decision, now: number): void {
    const before = toKept(row);
    const { state, gates } = decide(before);
    if (state === before.state && gates === before.gates) return;
    const shown = show(state, gates, before.shown, now);
    row = { ...row, ...toColumns(row, { state, gates, shown }, now) };
    words.push(state);
    showings.push(shown);
  }

  function wait(now: number): void {
    change(({ state, gates }) => ({ state: known?.connected ? dismiss(state, now) : release(state, now), gates }), now);
  }

  return {
    words,
    showings,
    now: () => ({ word: toKept(row).state, shown: toKept(row).shown }),
    wait,
    take(happening, now) {
      wait(now);
      change((kept) => decideOn(happening, kept, now), now);
    },
  };

  function decideOn(happening: Happening, kept: ReturnType<typeof toKept>, now: number): Decision {
    const { state, gates, observedAt } = kept;
    switch (happening.kind) {
      case 'push':
        return statusWork({ id: 'c', projectId: 'p' }, happening.push, now).work.decide(kept);
      case 'frame':
        return { state: heard(state, happening.at).state, gates };
      case 'gate':
        return { state, gates: { ...gates, ...happening.change } };
      case 'read':
        if (happening.shadow)
          return { state: reduce(state, fromShadow(happening.shadow, happening.at), now).state, gates };
        return observedAt >= happening.at ? kept : { state: withoutShadow(state), gates };
      case 'presence': {
        const next = witness(known, happening.event);
        if (next === known) return kept;
        known = next;
        return { state: believe(state, happening.event), gates };
      }
    }
  }
}
