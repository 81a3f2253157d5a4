import type { Message } from '../../broker/message.ts';
import type { Identity, ResourcePolicy } from '../../stand-in.ts';
import type { TopicRule } from '../rule.ts';
import type { Scope } from '../sql/evaluate.ts';
import { fillTemplate, type Template } from '../template.ts';

/** What every kind of rule action shares. */

/** A rule at work on a message: `output` is what its SELECT gave. */
export type Run = { rule: TopicRule; message: Message; scope: Scope; output: Buffer };

/** Ready to run, its templates parsed. `perform` throws ActionFailure or AwsError, and notes in the attempt what it was at. */
export type Action = {
  name: string;
  roleArn: string;
  resource: string;
  perform(run: Run, attempt: Attempt): Promise<void>;
};

export class ActionFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ActionFailure';
  }
}

/** One run of an action: the topic that it is at, its template filled as soon as it is. The error action is told. */
export type Attempt = { resource: string };

/** What the trust policy of a rule's role may ask about ("Cross-service confused deputy prevention" in the AWS IoT guide). */
export function assumeContext(ruleArn: string): Record<string, string> {
  return { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': ruleArn.split(':')[4] ?? '' };
}

/** Throws unless IAM, asked now, lets the rule's role do this. */
export function demandRole(
  identity: Identity,
  run: Run,
  roleArn: string,
  action: string,
  resource: string,
  policy?: ResourcePolicy,
): void {
  if (!identity.mayAssume(roleArn, 'iot.amazonaws.com', assumeContext(run.rule.ruleArn))) {
    throw new ActionFailure(`iot.amazonaws.com is unable to perform: sts:AssumeRole on resource: ${roleArn}`);
  }
  const decision = identity.mayRole(roleArn, action, resource, {}, policy);
  if (decision !== 'allow') {
    const why = decision === 'explicit_deny' ? 'an explicit deny in a policy' : 'no policy of the role allows it';
    throw new ActionFailure(`${roleArn} is not authorized to perform: ${action} on resource: ${resource} (${why})`);
  }
}

export function fill(template: Template, scope: Scope, field: string): string {
  const filled = fillTemplate(template, scope);
  if (!filled) throw new ActionFailure(`the template of ${field} has no value for this message`);
  return filled;
}
