import { probe } from '../probe/probe.ts';
import { type Attempt, STEP } from './attempt.ts';
import { look } from './look.ts';
import { ensureRules } from './rules.ts';
import { ensureSubscriptions } from './subscriptions.ts';
import { ensureTopics } from './topics.ts';

/**
 * Makes everything that a reserved connection needs in AWS and proves that it works. Returns the latency of the test
 * messages in milliseconds. Throws the reason why it cannot be; what was made until then is in the journal.
 */
export async function provision(attempt: Attempt): Promise<number> {
  const survey = await attempt.progress.during(STEP.look, () => look(attempt));
  await ensureTopics(attempt, survey);
  await ensureSubscriptions(attempt);
  await ensureRules(attempt, survey);
  return attempt.progress.during(STEP.probe, () => probe(attempt));
}
