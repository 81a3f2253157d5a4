import type { Clock, Ids } from '@thingdock/effects';
import type { Message } from '../broker/message.ts';
import type { Shadows } from '../shadow/service.ts';
import type { Identity, Logger } from '../stand-in.ts';
import { assumeContext } from './actions/action.ts';
import type { TopicRule } from './rule.ts';
import { type Input, lazyJson } from './sql/input.ts';

export type FactsDeps = { clock: Clock; ids: Ids; identity: Identity; shadows: Pick<Shadows, 'read'>; log: Logger };

/** What every rule that meets a message is told about it. */
export type MessageFacts = Omit<Input, 'topic' | 'version' | 'thingShadow'>;

export function factsOf({ clock, ids }: FactsDeps, { realm, payload, sender }: Message): MessageFacts {
  return {
    payload,
    json: lazyJson(payload),
    accountId: realm.accountId,
    clientId: 'clientId' in sender ? sender.clientId : undefined,
    principal: 'principal' in sender ? sender.principal : undefined,
    sourceIp: 'sourceIp' in sender ? sender.sourceIp : undefined,
    traceId: ids.uuid(),
    now: clock.now(),
    uuid: () => ids.uuid(),
    random: () => Number(`0.${ids.pick('0123456789', 15)}`),
  };
}

/** What one rule sees. `topic` is without the prefix of Basic Ingest. */
export function inputOf(deps: FactsDeps, facts: MessageFacts, rule: TopicRule, topic: string, message: Message): Input {
  return { ...facts, topic, version: rule.awsIotSqlVersion, thingShadow: shadowReader(deps, rule, message) };
}

/** Reads shadows for `get_thing_shadow`, as IAM allows the role at that moment. */
function shadowReader(
  { identity, shadows, log }: FactsDeps,
  rule: TopicRule,
  { realm }: Message,
): Input['thingShadow'] {
  return (thingName, shadowName, roleArn) => {
    const resource = `arn:aws:iot:${realm.region}:${realm.accountId}:thing/${thingName}`;
    const allowed =
      identity.mayAssume(roleArn, 'iot.amazonaws.com', assumeContext(rule.ruleArn)) &&
      identity.mayRole(roleArn, 'iot:GetThingShadow', resource) === 'allow';
    if (allowed) return shadows.read({ ...realm, thingName, ...(shadowName !== undefined && { shadowName }) });
    log.warn({ event: 'rule.shadow_denied', rule: rule.ruleArn, roleArn, resource }, 'a rule may not read a shadow');
    return undefined;
  };
}
