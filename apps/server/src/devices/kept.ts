import { storable } from '../platform/db/index.ts';
import type { DeviceState, Position } from './reduce.ts';
import type { Gates, Shown } from './show.ts';
import type { DeviceRow } from './tables.ts';

/** A device as it is kept: its word, the gates, and what is shown for them. */
export type Kept = {
  state: DeviceState;
  gates: Gates;
  shown: Shown;
  /** When a message about it last reached this server; milliseconds, 0: never. */
  observedAt: number;
};

/** What is stored of a device when it changes. */
export type DeviceColumns = Omit<
  DeviceRow,
  ('project_id' | 'tags' | 'created_at' | 'swept_at') | ('monitoring_reported' | 'shared_until' | 'shared_addresses')
>;

/** What is read of a device to decide over it. */
export type KeptRow = DeviceColumns & Pick<DeviceRow, 'project_id'>;

export function toKept(row: KeptRow): Kept {
  return {
    observedAt: row.observed_at?.getTime() ?? 0,
    state: toState(row),
    gates: {
      licensed: row.licensed,
      monitored: row.monitored,
      silence: row.silence,
      goneAt: toMs(row.gone_at),
    },
    shown: { status: row.status, reason: row.reason, since: toMs(row.since), source: row.source },
  };
}

/** The word of a device. */
export function toState(row: KeptRow): DeviceState {
  const { agent_type: type, agent_version: v } = row;
  return {
    status: row.flag_status,
    reason: row.flag_reason,
    since: toMs(row.flag_since),
    source: row.flag_source,
    flagAt: position(row.flag_version, row.flag_timestamp),
    messageId: row.flag_message_id,
    held: toHeld(row),
    agent: type !== null && v !== null ? { type, v } : null,
    agentAt: position(row.agent_shadow_version, row.agent_shadow_timestamp),
    speaks: row.speaks,
    lastSeenAt: toMs(row.last_seen_at),
  };
}

function toHeld(row: KeptRow): DeviceState['held'] {
  const at = position(row.held_version, row.held_timestamp);
  if (!at || !row.held_since || !row.held_until) return null;
  const { held_since: since, held_until: until, held_message_id: messageId } = row;
  return { since: since.getTime(), at, messageId, until: until.getTime() };
}

export function toColumns(
  row: Pick<KeptRow, 'connection_id' | 'thing_name'>,
  { state, gates, shown }: Omit<Kept, 'observedAt'>,
  observedAt: number,
): DeviceColumns {
  const { held } = state;
  return {
    ...{ connection_id: row.connection_id, thing_name: row.thing_name },
    ...{ status: shown.status, reason: shown.reason, since: toDate(shown.since), source: shown.source },
    ...{ flag_status: state.status, flag_reason: state.reason, flag_since: toDate(state.since) },
    ...{ flag_source: state.source, flag_message_id: state.messageId },
    flag_version: state.flagAt?.version ?? null,
    flag_timestamp: state.flagAt?.timestamp ?? null,
    held_since: toDate(held?.since ?? null),
    held_version: held?.at.version ?? null,
    held_timestamp: held?.at.timestamp ?? null,
    held_message_id: held?.messageId ?? null,
    held_until: toDate(held?.until ?? null),
    agent_type: state.agent ? storable(state.agent.type, AGENT_TEXT) : null,
    agent_version: state.agent ? storable(state.agent.v, AGENT_TEXT) : null,
    agent_shadow_version: state.agentAt?.version ?? null,
    agent_shadow_timestamp: state.agentAt?.timestamp ?? null,
    ...{ speaks: state.speaks, last_seen_at: toDate(state.lastSeenAt), observed_at: new Date(observedAt) },
    ...{ licensed: gates.licensed, monitored: gates.monitored, silence: gates.silence, gone_at: toDate(gates.goneAt) },
  };
}

const AGENT_TEXT = 100;
const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
const toMs = (date: Date | null): number | null => date?.getTime() ?? null;
const position = (version: number | null, timestamp: number | null): Position | null =>
  version === null || timestamp === null ? null : { version, timestamp };
