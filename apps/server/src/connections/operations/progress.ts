import type { ConnectionObject, Operation, Step } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import { announce } from '../../events/index.ts';
import type { Database, Executor } from '../../platform/db/index.ts';
import type { OperationRow, Refusal } from '../tables.ts';
import { asFault } from './describe.ts';
import { LeaseLost } from './lease.ts';
import { changeOperation, lockLeased } from './store.ts';

/** Tells whoever watches an operation how far it is. Everything throws `LeaseLost` once another process has taken over. */
export type Progress = {
  readonly steps: readonly Step[];
  /** Marks a step; those not known yet are added at the end. */
  step(key: string, state: Step['state'], detail?: string): Promise<void>;
  add(steps: readonly Pick<Step, 'key' | 'title'>[]): Promise<void>;
  /** Marks a step as running, then as done, or as failed when the work throws. */
  during<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Notes why the operation is being undone. */
  failing(error: Refusal): Promise<void>;
  /** Makes sure, inside a transaction, that this process still holds the operation, and goes on doing so until it ends. */
  guard(tx: Executor): Promise<void>;
  /** Ends the operation, as part of the transaction that makes its outcome true. */
  finish(tx: Executor, state: Exclude<Operation['state'], 'running'>, more?: Ending): Promise<void>;
};

/** `left`: what of ours stays in AWS. */
type Ending = { error?: Refusal | undefined; left?: readonly ConnectionObject[] };

type Deps = { database: Database; clock: Clock; owner: string };

export function createProgress({ database, clock, owner }: Deps, operation: OperationRow): Progress {
  let steps = operation.steps;
  const { id, project_id: projectId } = operation;

  async function change(tx: Executor, what: Parameters<typeof changeOperation>[3]): Promise<void> {
    if (!(await changeOperation(tx, id, owner, what, new Date(clock.now())))) throw new LeaseLost();
    await announce(tx, { type: 'operation', projectId, keys: [id] });
  }

  const save = (next: readonly Step[]) => {
    steps = [...next];
    return database.transaction((tx) => change(tx, { steps }));
  };

  const step: Progress['step'] = (key, state, detail) =>
    save(steps.map((it) => (it.key === key ? { ...it, state, detail: detail ?? null } : it)));

  return {
    get steps() {
      return steps;
    },
    step,
    add: (more) => {
      const known = new Set(steps.map((it) => it.key));
      const fresh = more.filter((it) => !known.has(it.key));
      return save([...steps, ...fresh.map((it) => ({ ...it, state: 'waiting' as const, detail: null }))]);
    },
    async during(key, work) {
      await step(key, 'running');
      const result = await work().catch(async (error: unknown) => {
        if (!(error instanceof LeaseLost)) await step(key, 'failed', asFault(error).message);
        throw error;
      });
      await step(key, 'done');
      return result;
    },
    failing: (error) => database.transaction((tx) => change(tx, { error })),
    async guard(tx) {
      if (!(await lockLeased(tx, id, owner))) throw new LeaseLost();
    },
    finish: (tx, state, { error, left } = {}) =>
      change(tx, { state, ...(error ? { error } : {}), ...(left ? { left } : {}) }),
  };
}

/** Steps as an operation has them before it starts. */
export const waiting = (steps: readonly Pick<Step, 'key' | 'title'>[]): Step[] =>
  steps.map((it) => ({ ...it, state: 'waiting', detail: null }));
