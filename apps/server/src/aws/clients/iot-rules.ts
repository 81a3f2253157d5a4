import {
  type TopicRule as AwsRule,
  CreateTopicRuleCommand,
  DeleteTopicRuleCommand,
  GetTopicRuleCommand,
  type IoTClient,
  type Action as IotAction,
  ListTopicRulesCommand,
  ReplaceTopicRuleCommand,
  type TopicRulePayload,
} from '@aws-sdk/client-iot';
import type { Call } from '../call.ts';
import { isAwsFailure } from '../failure.ts';
import type { IotApi, RawRule, RuleAction, TopicRule } from '../iot-api.ts';
import { everyPage } from '../pages.ts';

type Rules = Pick<IotApi, 'ruleNames' | 'getRule' | 'createRule' | 'replaceRule' | 'restoreRule' | 'deleteRule'>;

export function createRules(client: IoTClient, call: Call): Rules {
  return {
    ruleNames: () =>
      everyPage(async (nextToken) => {
        const page = await call('iot:ListTopicRules', (options) =>
          client.send(new ListTopicRulesCommand({ nextToken }), options),
        );
        return { items: (page.rules ?? []).map((rule) => rule.ruleName ?? ''), next: page.nextToken };
      }),
    getRule: (ruleName) =>
      goneAsUndefined(async () => {
        const { rule, ruleArn: arn = '' } = await call('iot:GetTopicRule', (options) =>
          client.send(new GetTopicRuleCommand({ ruleName }), options),
        );
        const seen: TopicRule = {
          name: ruleName,
          sql: rule?.sql ?? '',
          sqlVersion: rule?.awsIotSqlVersion ?? '',
          description: rule?.description ?? '',
          disabled: rule?.ruleDisabled ?? false,
          actions: (rule?.actions ?? []).map(fromAws),
        };
        return { rule: seen, arn, raw: rawOf(rule) };
      }),
    async createRule(rule) {
      await call('iot:CreateTopicRule', (options) =>
        client.send(new CreateTopicRuleCommand({ ruleName: rule.name, topicRulePayload: toPayload(rule) }), options),
      );
    },
    async replaceRule(rule) {
      await call('iot:ReplaceTopicRule', (options) =>
        client.send(new ReplaceTopicRuleCommand({ ruleName: rule.name, topicRulePayload: toPayload(rule) }), options),
      );
    },
    async restoreRule(ruleName, raw) {
      const topicRulePayload: TopicRulePayload = { sql: undefined, actions: undefined, ...raw };
      await call('iot:ReplaceTopicRule', (options) =>
        client.send(new ReplaceTopicRuleCommand({ ruleName, topicRulePayload }), options),
      );
    },
    async deleteRule(ruleName) {
      await goneAsUndefined(() =>
        call('iot:DeleteTopicRule', (options) => client.send(new DeleteTopicRuleCommand({ ruleName }), options)),
      );
    },
  };
}

/** AWS answers 401 for a rule that is not there; callers have seen it listed, so 401 means that it went. */
async function goneAsUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isAwsFailure(error, 'not_found')) return undefined;
    if (isAwsFailure(error, 'denied') && error.awsCode.startsWith('Unauthorized')) return undefined;
    throw error;
  }
}

/** Name and time of creation are no part of what can be written. */
function rawOf(rule: AwsRule | undefined): RawRule {
  const { ruleName: _name, createdAt: _createdAt, ...raw } = rule ?? {};
  return raw;
}

function toPayload(rule: TopicRule): TopicRulePayload {
  return {
    sql: rule.sql,
    awsIotSqlVersion: rule.sqlVersion,
    description: rule.description,
    ruleDisabled: rule.disabled,
    actions: rule.actions.map(toAws),
  };
}

function toAws(action: RuleAction): IotAction {
  if (action.kind === 'sns') {
    const { topicArn: targetArn, roleArn, messageFormat } = action;
    return { sns: { targetArn, roleArn, messageFormat } };
  }
  if (action.kind === 'republish') {
    const { topic, roleArn, qos } = action;
    return { republish: { topic, roleArn, qos } };
  }
  throw new Error(`Rules with the action ${action.name} are only read, never made.`);
}

function fromAws(action: IotAction): RuleAction {
  if (action.sns) {
    const { targetArn: topicArn = '', roleArn = '', messageFormat } = action.sns;
    // Left out, it is RAW (AWS IoT developer guide, SNS action).
    return { kind: 'sns', topicArn, roleArn, messageFormat: messageFormat === 'JSON' ? 'JSON' : 'RAW' };
  }
  if (action.republish) {
    const { topic = '', roleArn = '', qos = 0 } = action.republish;
    return { kind: 'republish', topic, roleArn, qos };
  }
  const [name = 'none'] = Object.keys(action);
  return { kind: 'other', name };
}
