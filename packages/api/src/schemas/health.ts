import Type from 'typebox';
import { Nullable, Time, Words } from './common.ts';

/** `unknown`: not looked at yet. Being unable to look just now leaves the state as it was. */
export const HEALTH_STATES = ['healthy', 'degraded', 'broken', 'unknown'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/**
 * What can be wrong with a connection. What says `broken` means that status does not arrive, or that nothing can be done in
 * the account; the rest asks for attention.
 */
export const FINDING_CODES = [
  'key_refused',
  'key_of_other_account',
  'key_old',
  'clock_off',
  'user_permission_missing',
  'role_missing',
  'role_not_trusted',
  'role_permission_missing',
  'role_too_wide',
  'role_not_set',
  'object_missing',
  'object_changed',
  'object_foreign',
  'rule_disabled',
  'subscription_missing',
  'subscription_unconfirmed',
  'path_silent',
  'hardening_available',
  'not_checked',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export const Finding = Type.Object({
  code: Words(FINDING_CODES),
  severity: Words(['broken', 'degraded', 'info']),
  subject: Nullable(Type.String({ description: 'The object in AWS that this is about, such as a rule’s name.' })),
  text: Type.String({ description: 'What is wrong.' }),
  fix: Nullable(Type.String({ description: 'The way out.' })),
  repairable: Type.Boolean({ description: 'Repairing the connection puts it right.' }),
});
export type Finding = Type.Static<typeof Finding>;

export const Health = Type.Object({
  state: Words(HEALTH_STATES),
  since: Nullable(Time),
  checkedAt: Nullable(Time),
  findings: Type.Array(Finding),
  probeLatencyMs: Nullable(Type.Integer({ description: 'Of the newest test messages that arrived.' })),
});
export type Health = Type.Static<typeof Health>;
