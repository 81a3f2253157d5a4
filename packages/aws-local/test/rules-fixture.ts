import type { TestContext } from 'node:test';
import type { Message } from '../src/broker/message.ts';
import type { RuleAction, TopicRule } from '../src/rules/rule.ts';
import type { Identity } from '../src/stand-in.ts';
import { allowAll, REALM, startTestIot } from './iot-fixture.ts';

export const ROLE = 'arn:aws:iam::111122223333:role/rules';
/** Actions, rules and messages as short as a test wants them. */
export const sns = (targetArn: string, messageFormat: 'RAW' | 'JSON' = 'RAW'): RuleAction => ({
  sns: { targetArn, roleArn: ROLE, messageFormat },
});
export const republish = (topic: string, qos: 0 | 1 = 0): RuleAction => ({ republish: { topic, roleArn: ROLE, qos } });

export function rule(ruleName: string, sql: string, actions: RuleAction[], more: Partial<TopicRule> = {}): TopicRule {
  const ruleArn = `arn:aws:iot:${REALM.region}:${REALM.accountId}:rule/${ruleName}`;
  return {
    ruleName,
    ruleArn,
    sql,
    actions,
    awsIotSqlVersion: '2016-03-23',
    ruleDisabled: false,
    createdAt: 0,
    ...more,
  };
}

export function message(topic: string, payload: string | Buffer, more: Partial<Message> = {}): Message {
  const sender: Message['sender'] = { kind: 'device', clientId: 'pump', principal: 'cafe', sourceIp: '127.0.0.1' };
  return { realm: REALM, topic, payload: Buffer.from(payload), qos: 0, retain: false, sender, hops: 0, ...more };
}

/** The data plane with these rules, and what their SNS actions send. */
export async function withRules(t: TestContext, rules: TopicRule[], identity: Partial<Identity> = {}) {
  const fixture = await startTestIot(t, { identity: { ...allowAll, ...identity } });
  for (const each of rules) fixture.iot.rules.put(REALM, each);
  const send = async (...args: Parameters<typeof message>) => {
    await fixture.iot.broker.publish(message(...args));
    await fixture.iot.rules.idle();
  };
  const sent = () => fixture.published.map(({ topicArn, message: text }) => ({ topicArn, ...JSON.parse(text) }));
  return { ...fixture, send, sent };
}
