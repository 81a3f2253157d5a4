import { Fault, fieldFault } from '@thingdock/api';
import { isAwsFailure, type TopicRule } from '../../aws/index.ts';
import { ruleBefore } from '../plan/before.ts';
import { sameRule } from '../plan/compare.ts';
import { conflict } from '../plan/conflicts.ts';
import { OWNER_TAG } from '../plan/ownership.ts';
import { plannedFor, type Survey } from '../plan/survey.ts';
import { type Attempt, STEP } from './attempt.ts';
import { ownerTag, tagOwner } from './topics.ts';
import { ruleArn } from './wanted.ts';

/** AWS advises to wait some seconds between tries while a role spreads. */
const ROLE_AGAIN_MS = 4_000;
/** A name that was deleted a moment ago may be refused for some seconds. */
const NAME_AGAIN_MS = 2_000;
const NAME_MS = 20_000;

/** The three rules, run under the connection's role. */
export async function ensureRules(attempt: Attempt, survey: Survey): Promise<void> {
  for (const rule of attempt.wanted.rules)
    await attempt.progress.during(STEP.rule(rule.name), () => ensureRule(attempt, survey, rule));
}

/** Does for one rule what is planned. Conflicts have been refused before, or are to be taken over. */
export async function ensureRule(attempt: Attempt, survey: Survey, rule: TopicRule): Promise<void> {
  const { aws, journal, place } = attempt;
  const object = { kind: 'rule', name: rule.name } as const;
  const { action } = plannedFor(survey, 'rule', rule.name);
  const seen = survey.observed.rules.get(rule.name);
  const replace = () => patiently(attempt, rule, () => aws.iot.replaceRule(rule));
  if (action === 'adopt') return journal.found(object, 'foreign');
  if (action === 'conflict' && seen)
    return journal.takingOver(object, ruleBefore(seen), async () => {
      if (seen.tags?.[OWNER_TAG] !== undefined) await aws.iot.tag(seen.arn, ownerTag(attempt));
      await replace();
    });
  if (action === 'create')
    await journal.making(object, async () => {
      await patiently(attempt, rule, () => createRule(attempt, rule));
      return ruleArn(place, rule.name);
    });
  else await journal.found(object, 'ours');
  if (action === 'repair') await replace();
  if (seen?.tags?.[OWNER_TAG] === undefined) await tagRule(attempt, rule);
}

const tagRule = (attempt: Attempt, { name }: TopicRule): Promise<void> =>
  tagOwner(attempt, (tags) => attempt.aws.iot.tag(ruleArn(attempt.place, name), tags));

/** Repeats what fails only because AWS IoT does not know the role yet. */
async function patiently(attempt: Attempt, rule: TopicRule, write: () => Promise<void>): Promise<void> {
  const { clock, timing, signal, progress, roleArn } = attempt;
  const start = clock.now();
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (isAwsFailure(error, 'pass_role_denied')) throw fieldFault('roleArn', 'pass_role_missing', { roleArn });
      if (!isAwsFailure(error, 'role_not_ready')) throw error;
      const passed = clock.now() - start;
      if (passed + ROLE_AGAIN_MS > timing.roleMs) throw fieldFault('roleArn', 'role_not_ready', { roleArn });
      const seconds = Math.round(passed / 1_000);
      await progress.step(STEP.rule(rule.name), 'running', `AWS IoT cannot assume the role yet (${seconds} s)`);
      await clock.sleep(ROLE_AGAIN_MS, signal);
    }
  }
}

async function createRule(attempt: Attempt, rule: TopicRule): Promise<void> {
  const { aws, clock, signal, journal } = attempt;
  const start = clock.now();
  for (;;) {
    try {
      return await aws.iot.createRule(rule);
    } catch (error) {
      if (!isAwsFailure(error, 'conflict')) throw error;
      const seen = await findRule(attempt, rule.name);
      // The SDK repeats a call whose answer was lost; then the rule that is in the way is the one we just made.
      if (seen && sameRule(rule, seen)) return;
      if (seen) {
        await journal.found({ kind: 'rule', name: rule.name }, 'foreign');
        throw conflict({ kind: 'rule', name: rule.name });
      }
      if (clock.now() - start > NAME_MS) throw nameBusy(rule, error.message);
      await clock.sleep(NAME_AGAIN_MS, signal);
    }
  }
}

async function findRule({ aws }: Attempt, name: string): Promise<TopicRule | undefined> {
  const names = await aws.iot.ruleNames();
  return names.includes(name) ? (await aws.iot.getRule(name))?.rule : undefined;
}

const nameBusy = (rule: TopicRule, reason: string): Fault =>
  new Fault('aws_refused', { details: { action: 'iot:CreateTopicRule', reason: `${rule.name}: ${reason}` } });
