import type { RestOperation } from '../../../stand-in.ts';
import { arnOf } from '../names.ts';
import { ruleOf } from '../rule.ts';

export const getTopicRule: RestOperation = {
  name: 'GetTopicRule',
  method: 'GET',
  path: '/rules/:ruleName',
  resource: arnOf('rule', 'ruleName'),
  run(call, request) {
    const { ruleArn, createdAt, ...rule } = ruleOf(call, request);
    return { json: { ruleArn, rule: { ...rule, createdAt: createdAt / 1000 } } };
  },
};
