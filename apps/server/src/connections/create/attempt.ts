import type { Clock, Ids } from '@thingdock/effects';
import type { Aws } from '../../aws/index.ts';
import type { Database } from '../../platform/db/index.ts';
import type { Logger } from '../../platform/logger.ts';
import type { RoleDoubt } from '../checks/check.ts';
import type { Journal } from '../journal/journal.ts';
import type { OperationInput } from '../operations/input.ts';
import type { Progress } from '../operations/progress.ts';
import type { StoredConnection } from '../store.ts';
import type { Place } from '../tables.ts';
import type { Timing } from '../timing.ts';
import type { Wake } from '../wake.ts';
import type { Wanted } from './wanted.ts';

/** One attempt to set a connection up: what every part of it works with. */
export type Attempt = {
  connection: StoredConnection;
  /** What the operation brings along. Its key is the one that `aws` uses. */
  input: OperationInput;
  place: Place;
  roleArn: string;
  doubts: readonly RoleDoubt[];
  wanted: Wanted;
  /** Calls end when the attempt is stopped. */
  aws: Aws;
  signal: AbortSignal;
  journal: Journal;
  progress: Progress;
  database: Database;
  clock: Clock;
  ids: Ids;
  log: Logger;
  wake: Wake;
  timing: Timing;
  publicUrl: () => URL;
};

/** Steps as an operation shows them, in order. */
export const STEP = {
  look: 'look',
  topic: (name: string) => `topic:${name}`,
  subscription: (name: string) => `subscription:${name}`,
  rule: (name: string) => `rule:${name}`,
  probe: 'probe',
  undo: 'undo',
} as const;

export const createSteps = (wanted: Wanted) => [
  { key: STEP.look, title: 'Look at what is in the account' },
  ...wanted.topics.map(({ name }) => ({ key: STEP.topic(name), title: `Create SNS topic ${name}` })),
  ...wanted.topics.map(({ name }) => ({ key: STEP.subscription(name), title: `Subscribe to ${name}` })),
  ...wanted.rules.map(({ name }) => ({ key: STEP.rule(name), title: `Create AWS IoT rule ${name}` })),
  { key: STEP.probe, title: 'Send test messages through AWS and back' },
];
