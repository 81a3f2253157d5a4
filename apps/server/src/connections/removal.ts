import type { Fault } from '@thingdock/api';
import { type Aws, AwsFailure, isCredentialFailure, isPassing, topicArn } from '../aws/index.ts';
import type { Wanted } from './create/wanted.ts';
import type { Journal } from './journal/journal.ts';
import { planRemoval } from './journal/undo-plan.ts';
import { asFault } from './operations/describe.ts';
import { type Before, putBack } from './plan/before.ts';
import { sameRule } from './plan/compare.ts';
import type { ObjectRow, Place } from './tables.ts';
import { WEBHOOK_PATH } from './webhooks/webhook.ts';

export type RemovalDeps = { aws: Aws; journal: Journal; place: Place; wanted: Wanted; signal: AbortSignal };

/** Something of ours that could not be removed. `passing`: trying again later may help. */
export type Left = { object: ObjectRow; fault: Fault; passing: boolean };

type Listener = {
  onGone(object: ObjectRow): Promise<void>;
  onLeft(object: ObjectRow, fault: Fault): Promise<void>;
};

/**
 * Removes from AWS what the journal says that we made, object by object, and looks that it is gone. What was taken over and
 * is not settled yet is put back instead.
 */
export async function removeObjects(
  deps: RemovalDeps,
  journal: readonly ObjectRow[],
  { onGone, onLeft }: Listener,
): Promise<Left[]> {
  const left: Left[] = [];
  let refused: Left | undefined;
  for (const object of planRemoval(journal)) {
    // A key that does not work opens nothing: asking for every object would only take long.
    if (refused) {
      left.push({ ...refused, object });
      await onLeft(object, refused.fault);
      continue;
    }
    try {
      const outcome = await remove(deps, object);
      if (outcome === 'not_ours') await deps.journal.found(object, 'foreign');
      else await deps.journal.removed(object);
      await onGone(object);
    } catch (error) {
      deps.signal.throwIfAborted();
      const fault = asFault(error);
      if (fault.code === 'internal') throw error;
      left.push({ object, fault, passing: isPassing(error) });
      if (isCredentialFailure(error)) refused = left.at(-1);
      await onLeft(object, fault);
    }
  }
  return left;
}

type Remover = (deps: RemovalDeps, object: ObjectRow) => Promise<'gone' | 'not_ours'>;

/** As `journal.takingOver` wrote it. */
const beforeOf = ({ before }: ObjectRow) => before as Before | null;

async function remove(deps: RemovalDeps, object: ObjectRow): Promise<'gone' | 'not_ours'> {
  const before = beforeOf(object);
  if (!before) return REMOVERS[object.kind](deps, object);
  await putBack(deps, { name: object.name, arn: topicArn(deps.place, object.name) }, before);
  return 'not_ours';
}

const REMOVERS: Readonly<Record<ObjectRow['kind'], Remover>> = {
  async rule({ aws, wanted }, { name, state }) {
    const seen = await aws.iot.getRule(name);
    if (!seen) return 'gone';
    // Of an intent nobody knows whether it became an act: somebody else may have been faster.
    const planned = wanted.rules.find((rule) => rule.name === name);
    if (state === 'intended' && planned && !sameRule(planned, seen.rule)) return 'not_ours';
    await aws.iot.deleteRule(name);
    if (await aws.iot.getRule(name)) throw stillThere('iot:DeleteTopicRule', name);
    return 'gone';
  },
  async shadow({ aws }, { name }) {
    await aws.iotData.deleteThingShadow(name);
    return 'gone';
  },
  async subscription({ aws }, { arn }) {
    // One that waits for its confirmation cannot be ended; it goes with its topic, or by itself after two days.
    if (arn && (await aws.sns.subscriptionPending(arn)) === false) await aws.sns.unsubscribe(arn);
    return 'gone';
  },
  async topic({ aws, place }, { name, state }) {
    const arn = topicArn(place, name);
    if (!(await aws.sns.topicAttributes(arn))) return 'gone';
    if (state === 'intended' && (await hasStrangers(aws, arn))) return 'not_ours';
    await aws.sns.deleteTopic(arn);
    if (await aws.sns.topicAttributes(arn)) throw stillThere('sns:DeleteTopic', name);
    return 'gone';
  },
};

/** Deleted, but still shown: AWS needs a moment, so this passes. */
const stillThere = (action: string, name: string): AwsFailure =>
  new AwsFailure('unavailable', action, 'StillThere', `${name} is still there after it was deleted`);

async function hasStrangers(aws: Aws, arn: string): Promise<boolean> {
  const subscriptions = await aws.sns.subscriptions(arn);
  return subscriptions.some(({ endpoint }) => !endpoint.includes(WEBHOOK_PATH));
}
