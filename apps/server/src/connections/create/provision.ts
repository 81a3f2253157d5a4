import { refuseConflicts } from '../plan/conflicts.ts';
import { type Survey, survey } from '../plan/survey.ts';
import { probe } from '../probe/probe.ts';
import { type Attempt, STEP } from './attempt.ts';
import { ensureRules } from './rules.ts';
import { ensureSubscriptions } from './subscriptions.ts';
import { ensureTopics } from './topics.ts';

/**
 * Makes everything that a reserved connection needs in AWS and proves that it works. Returns the latency of the test
 * messages in milliseconds. Throws the reason why it cannot be; what was made until then is in the journal.
 */
export async function provision(attempt: Attempt): Promise<number> {
  const surveyed = await attempt.progress.during(STEP.look, () => look(attempt));
  await ensureTopics(attempt, surveyed);
  await ensureSubscriptions(attempt, surveyed);
  await ensureRules(attempt, surveyed);
  return attempt.progress.during(STEP.probe, () => probe(attempt));
}

/** Looks at everything that has one of our names. Throws `aws_object_conflict` before anything is changed. */
async function look(attempt: Attempt): Promise<Survey> {
  const surveyed = await survey(attempt);
  refuseConflicts(surveyed, attempt.input.takeOver);
  return surveyed;
}
