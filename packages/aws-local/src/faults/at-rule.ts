import type { Clock } from '@thingdock/effects';
import { ActionFailure } from '../rules/actions/action.ts';
import type { PerformDeps } from '../rules/perform.ts';
import type { Counters } from '../stand-in.ts';
import { createFaultQueue, type RuleFault } from './faults.ts';

export type RuleFaults = {
  disturb(fault: RuleFault): void;
  /** Asked before each action of a rule. */
  before: NonNullable<PerformDeps['beforeAction']>;
  /** Forgets what is still to come; what waits goes on waiting. */
  clear(): void;
  /** What waits fails at once, so that nothing keeps the stand-in from closing. */
  close(): void;
};

/** Makes actions of rules late, or lets them fail as when their target cannot be reached. */
export function createRuleFaults({ clock, counters }: { clock: Clock; counters: Counters }): RuleFaults {
  const faults = createFaultQueue<RuleFault>();
  const closing = new AbortController();
  return {
    disturb: (fault) => faults.add(fault),
    before({ ruleName, ruleArn }) {
      const fault = faults.take(
        (one) =>
          (one.ruleName ?? ruleName) === ruleName &&
          (one.accountId === undefined || ruleArn.split(':')[4] === one.accountId),
      );
      if (!fault) return undefined;
      counters.add(`faults.${fault.kind}`);
      if (fault.kind === 'fail') throw new ActionFailure('the action was made to fail');
      return clock.sleep(fault.delayMs ?? 0, closing.signal);
    },
    clear: () => faults.clear(),
    close: () => closing.abort(new ActionFailure('the stand-in closed before the action was due')),
  };
}
