import type { RestOperation } from '../../../stand-in.ts';
import { arnOf, realmOf } from '../names.ts';
import { tags } from '../registry.ts';
import { ruleOf } from '../rule.ts';

export const deleteTopicRule: RestOperation = {
  name: 'DeleteTopicRule',
  method: 'DELETE',
  path: '/rules/:ruleName',
  resource: arnOf('rule', 'ruleName'),
  run(call, request) {
    const { ruleName, ruleArn } = ruleOf(call, request);
    call.standIn.rules.delete(realmOf(call), ruleName);
    tags(call.standIn.store).delete(ruleArn);
    return {};
  },
};
