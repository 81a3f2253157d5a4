import type { RestOperation } from '../../../stand-in.ts';
import { arnOf, realmOf } from '../names.ts';
import { ruleOf } from '../rule.ts';

export const enableTopicRule: RestOperation = {
  name: 'EnableTopicRule',
  method: 'POST',
  path: '/rules/:ruleName/enable',
  resource: arnOf('rule', 'ruleName'),
  run(call, request) {
    call.standIn.rules.put(realmOf(call), { ...ruleOf(call, request), ruleDisabled: false });
    return {};
  },
};
