import { type CheckKey, type CheckState, Fault, type MissingPermission } from '@thingdock/api';
import type { Permission } from '@thingdock/connection-kit';
import {
  type Aws,
  type AwsFailure,
  type IotEndpoint,
  isAwsFailure,
  isPassing,
  type RoleArn,
  toFault,
} from '../../aws/index.ts';
import type { Context } from '../context.ts';
import type { SeesProject } from '../create/reserve.ts';
import type { RolePolicies } from '../policy/permission.ts';
import type { StoredConnection } from '../store.ts';
import type { Place } from '../tables.ts';

/** A permission that the role seems to lack, as far as its policies could be read. */
export type RoleDoubt = { action: string; policy: string };

/** What is to be checked: a connection that is to be made, or, with `connection`, one that is there. */
export type Subject = {
  projectId: string;
  name?: string | undefined;
  accessKeyId: string;
  region?: string | undefined;
  endpoint?: IotEndpoint | undefined;
  role?: RoleArn | undefined;
  connection?: StoredConnection | undefined;
};

/** What the checks have found out, for those after them. */
export type Facts = {
  identity?: { accountId: string; partition: string; userArn: string };
  place?: Place;
  /** The account's host for devices and device data. */
  endpoint?: string;
  /** There, in the same account. */
  role?: RoleArn;
  trustPolicy?: unknown;
  policies?: RolePolicies;
  /** What may be wrong with the role, where it could not be read for certain. */
  doubts?: readonly RoleDoubt[];
};

export type Result = {
  state: CheckState;
  expected?: string;
  found?: string;
  fix?: string;
  /** With which a creation is refused. */
  fault?: Fault;
  missing?: readonly MissingPermission[];
  facts?: Facts;
  /** AWS may need a moment before it knows of a change, so this is asked once more before it is believed. */
  spreading?: boolean;
  /** AWS could not be asked just now. */
  unanswered?: Fault;
};

export type Tools = Pick<Context, 'database' | 'prefix' | 'local' | 'publicUrl'> & {
  aws: Aws;
  sees: SeesProject;
  /** What an attempt reads itself a moment later is left to it. */
  hurried: boolean;
};

export type CheckStep = {
  key: CheckKey;
  title: string;
  run(tools: Tools, subject: Subject, facts: Facts): Promise<Result>;
};

/** A check that cannot be made before another has passed. */
export const waitsFor = (what: string): Result => ({ state: 'not_checkable', found: `This needs ${what} first.` });

export const failed = (fault: Fault, more: Omit<Result, 'state' | 'fault'> = {}): Result => ({
  ...{ state: 'failed', found: fault.message, fault },
  ...more,
});

/** The statement that grants a permission, ready to be pasted. */
export const missing = (whose: 'user' | 'role', permission: Permission, certain = true): MissingPermission => ({
  whose,
  action: permission.action,
  certain,
  statement: {
    Effect: 'Allow',
    Action: [permission.action],
    Resource: [...permission.resources],
    ...(permission.conditions ? { Condition: conditionsOf(permission.conditions) } : {}),
  },
});

const conditionsOf = (conditions: NonNullable<Permission['conditions']>) =>
  Object.fromEntries(Object.entries(conditions).map(([operator, keys]) => [operator, { ...keys }]));

/** `denied` instead of a failure that says that the key may not ask. */
export async function orDenied<T>(asked: Promise<T>): Promise<T | 'denied'> {
  try {
    return await asked;
  } catch (error) {
    if (isAwsFailure(error, 'denied')) return 'denied';
    throw error;
  }
}

/** What a check comes to whose question to AWS failed. `permission`: looks up what allows an action. */
export function fromFailure(error: AwsFailure, permission: (action: string) => Permission | undefined): Result {
  const fault = toFault(error);
  if (isPassing(error) && error.kind !== 'clock_skew')
    return { state: 'not_checkable', found: fault.message, unanswered: fault };
  const lacking = isAwsFailure(error, 'denied') ? permission(error.action) : undefined;
  return failed(fault, { spreading: true, ...(lacking ? { missing: [missing('user', lacking)] } : {}) });
}

export const isUnforeseen = (error: unknown): boolean => !isAwsFailure(error) && !(error instanceof Fault);
