import type { Answered } from './message.ts';
import type { SlotKind } from './slot.ts';
import type { AgentRow } from './tables.ts';

/** A message that is in the slot now. */
export type Written = {
  kind: SlotKind;
  at: Date;
  /** Revision of the desired tree that it makes the device fetch. */
  uid: number | null;
  /** The auth request that was answered with it, and what the device was told. */
  answered: Answered | null;
  /** Whether the device owes a sign of life for it. */
  asks: boolean;
};

/** What is known of an agent once a message lies in its slot. */
export function afterWritten(agent: AgentRow, written: Written): AgentRow {
  const { kind, at, uid, answered, asks } = written;
  const next: AgentRow = {
    ...agent,
    ...{ slot_kind: kind, slot_at: at, slot_uid: uid, slot_settled: false, attempts: agent.attempts + 1 },
    asked_at: asks ? (agent.asked_at ?? at) : agent.asked_at,
    order_at: kind === 'deploy' ? at : agent.order_at,
  };
  if (kind === 'trigger') return { ...next, triggered_at: at, triggers: agent.triggers + 1 };
  return answered ? afterAnswer(next, answered) : next;
}

function afterAnswer(agent: AgentRow, { nonce, licence, until }: Answered): AgentRow {
  const told = { told_licence: licence, told_until: new Date(until), triggered_at: null, triggers: 0 };
  // A newer request may have come in while this answer was on its way. Its state may be the same: each start of an agent counts anew.
  const done = agent.auth_nonce === nonce ? { auth_state: null, auth_nonce: null, auth_deadline: null } : {};
  return { ...agent, ...told, ...done };
}
