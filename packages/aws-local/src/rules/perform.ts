import { AwsError, type Counters, type Logger } from '../stand-in.ts';
import { type Action, ActionFailure, type Attempt, type Run } from './actions/action.ts';
import type { TopicRule } from './rule.ts';

export type PerformDeps = {
  log: Logger;
  counters: Counters;
  /** Asked before each action; what it throws or rejects with is why the action fails. */
  beforeAction?: ((rule: TopicRule) => Promise<void> | undefined) | undefined;
};

type Failure = { failedAction: string; failedResource: string; errorMessage: string };

/** Runs a rule's actions, each for itself; if some fail, the error action gets one message about all of them. Never rejects. */
export async function performActions(
  deps: PerformDeps,
  run: Run,
  actions: Action[],
  errorAction: Action | undefined,
): Promise<void> {
  const outcomes = await Promise.all(actions.map((action) => attempt(deps, run, action)));
  const failures = outcomes.filter((failure) => failure !== undefined);
  if (failures.length === 0 || !errorAction) return;
  await attempt(deps, { ...run, output: errorMessage(run, failures) }, errorAction);
}

async function attempt(deps: PerformDeps, run: Run, action: Action): Promise<Failure | undefined> {
  const at: Attempt = { resource: action.resource };
  try {
    await deps.beforeAction?.(run.rule);
    await action.perform(run, at);
    deps.counters.add('rules.actions.ok');
    return undefined;
  } catch (error) {
    const expected = error instanceof ActionFailure || error instanceof AwsError;
    const errorMessage = expected ? error.message : 'internal failure of the stand-in';
    deps.counters.add('rules.actions.failed');
    const fields = {
      event: 'rule.action_failed',
      rule: run.rule.ruleArn,
      action: action.name,
      topic: run.message.topic,
    };
    deps.log[expected ? 'warn' : 'error']({ ...fields, error }, `a rule's action failed: ${errorMessage}`);
    return { failedAction: action.name, failedResource: at.resource, errorMessage };
  }
}

/** The form is that of AWS's "Error handling (error action)". */
function errorMessage({ rule, message, scope }: Run, failures: Failure[]): Buffer {
  return Buffer.from(
    JSON.stringify({
      ruleName: rule.ruleName,
      topic: message.topic,
      cloudwatchTraceId: scope.input.traceId,
      clientId: scope.input.clientId ?? 'n/a',
      base64OriginalPayload: message.payload.toString('base64'),
      failures,
    }),
  );
}
