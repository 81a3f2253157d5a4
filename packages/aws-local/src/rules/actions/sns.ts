import type { Identity, SnsPublisher } from '../../stand-in.ts';
import type { SnsAction } from '../rule.ts';
import type { ParseTemplate } from '../template.ts';
import { type Action, demandRole, fill } from './action.ts';

export type SnsDeps = { identity: Identity; sns: SnsPublisher };

/** Sends the rule's output to an SNS topic: as text (RAW) or as one message per protocol (JSON). */
export function snsAction(deps: SnsDeps, action: SnsAction, parse: ParseTemplate): Action {
  const { roleArn, targetArn, messageFormat } = action;
  const template = parse(targetArn);
  return {
    name: 'SnsAction',
    roleArn,
    resource: targetArn,
    async perform(run, attempt) {
      const { region } = run.message.realm;
      const target = fill(template, run.scope, 'targetArn');
      attempt.resource = target;
      demandRole(deps.identity, run, roleArn, 'sns:Publish', target, deps.sns.accessPolicy(target));
      const options = messageFormat === 'JSON' ? { messageStructure: 'json' as const } : {};
      await deps.sns.publish(region, target.split(':')[4] ?? '', target, run.output.toString('utf8'), options);
    },
  };
}
