import Type from 'typebox';
import { Nullable, Words } from './common.ts';

/** What is looked at before a connection is made or changed, in this order. Each needs some of those before it. */
export const CHECK_KEYS = [
  'key',
  'clock',
  'account',
  'region',
  'endpoint',
  'duplicate',
  'role_exists',
  'role_trust',
  'role_permissions',
  'role_excess',
  'user_permissions',
  'pass_role',
  'installer_key',
  'public_url',
] as const;
export type CheckKey = (typeof CHECK_KEYS)[number];

/** `not_checkable`: the key may not look, or a check before it failed. It stands in nobody's way. */
export const CHECK_STATES = ['passed', 'failed', 'warned', 'not_checkable'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** A statement of an IAM policy, ready to be pasted into one. */
export const IamStatement = Type.Object({
  Effect: Type.Literal('Allow'),
  Action: Type.Array(Type.String()),
  Resource: Type.Array(Type.String()),
  Condition: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.String()))),
});
export type IamStatement = Type.Static<typeof IamStatement>;

export const MissingPermission = Type.Object({
  whose: Words(['user', 'role']),
  action: Type.String({ description: 'In the words of IAM, such as `iot:CreateTopicRule`.' }),
  certain: Type.Boolean({ description: 'False where AWS did not let us find out.' }),
  statement: IamStatement,
});
export type MissingPermission = Type.Static<typeof MissingPermission>;

export const Check = Type.Object({
  key: Words(CHECK_KEYS),
  title: Type.String(),
  state: Words(CHECK_STATES),
  expected: Nullable(Type.String()),
  found: Nullable(Type.String()),
  fix: Nullable(Type.String({ description: 'What to do about it, in words.' })),
  error: Nullable(
    Type.Object({
      field: Nullable(Type.String({ description: 'The field of the form that is at fault.' })),
      code: Type.String({ description: 'The error with which a creation would be refused.' }),
    }),
  ),
  missing: Type.Array(MissingPermission),
});
export type Check = Type.Static<typeof Check>;

/** All checks at once. Nothing is written to AWS to find them out. */
export const Inspection = Type.Object({
  ok: Type.Boolean({ description: 'No check failed. Warnings and what could not be checked do not count.' }),
  accountId: Nullable(Type.String()),
  partition: Nullable(Type.String()),
  region: Nullable(Type.String()),
  endpoint: Nullable(Type.String()),
  userArn: Nullable(Type.String()),
  checks: Type.Array(Check),
});
export type Inspection = Type.Static<typeof Inspection>;

/** `adopt`: used as it is, never changed. `repair`: ours, but not as it should be. `conflict`: somebody else's. */
export const PLAN_ACTIONS = ['none', 'create', 'adopt', 'repair', 'conflict'] as const;
export type PlanAction = (typeof PLAN_ACTIONS)[number];

export const Difference = Type.Object({
  what: Type.String({ description: 'Such as `sql` or `disabled`.' }),
  found: Nullable(Type.String()),
  wanted: Nullable(Type.String()),
});
export type Difference = Type.Static<typeof Difference>;

export const PlannedObject = Type.Object({
  kind: Words(['topic', 'subscription', 'rule']),
  name: Type.String({ description: 'A subscription bears the name of its topic.' }),
  arn: Type.String({ description: 'Empty for a subscription that does not exist yet.' }),
  action: Words(PLAN_ACTIONS),
  differences: Type.Array(Difference),
  lost: Type.Array(Type.String({ description: 'What taking over somebody else’s object would undo, line by line.' })),
});
export type PlannedObject = Type.Static<typeof PlannedObject>;

/** What would be done in AWS, object by object, in the order in which it would be done. */
export const Plan = Type.Object({ objects: Type.Array(PlannedObject) });
export type Plan = Type.Static<typeof Plan>;
