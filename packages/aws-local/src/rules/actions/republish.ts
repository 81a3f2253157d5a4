import type { Broker } from '../../broker/broker.ts';
import { basicIngest, topicFault } from '../../broker/topic.ts';
import { parseShadowTopic } from '../../shadow/topics.ts';
import type { Identity } from '../../stand-in.ts';
import type { RepublishAction } from '../rule.ts';
import type { ParseTemplate } from '../template.ts';
import { type Action, ActionFailure, demandRole, fill } from './action.ts';

export type RepublishDeps = { identity: Identity; broker: Pick<Broker, 'publish'> };

/** Publishes the rule's output on another topic, a shadow's request topics included: there it counts as a client's request. */
export function republishAction(deps: RepublishDeps, action: RepublishAction, parse: ParseTemplate): Action {
  const { roleArn, topic: text, qos } = action;
  const template = parse(text);
  return {
    name: 'RepublishAction',
    roleArn,
    resource: text,
    async perform(run, attempt) {
      const { realm, hops } = run.message;
      const topic = fill(template, run.scope, 'topic');
      attempt.resource = topic;
      const fault = topicFault(topic) ?? reservedFault(topic);
      if (fault) throw new ActionFailure(`cannot republish to '${topic}': ${fault}`);
      const resource = `arn:aws:iot:${realm.region}:${realm.accountId}:topic/${topic}`;
      demandRole(deps.identity, run, roleArn, 'iot:Publish', resource);
      await deps.broker.publish({
        realm,
        topic,
        payload: run.output,
        qos,
        retain: false,
        sender: { kind: 'rule', ruleName: run.rule.ruleName },
        hops: hops + 1,
      });
    },
  };
}

function reservedFault(topic: string): string | undefined {
  if (!topic.startsWith('$') || parseShadowTopic(topic) || basicIngest(topic)) return undefined;
  return "of the topics that begin with '$', rules may publish on a shadow's get, update and delete and on $aws/rules/…";
}
