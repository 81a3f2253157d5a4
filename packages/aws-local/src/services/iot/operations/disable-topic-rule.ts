import type { RestOperation } from '../../../stand-in.ts';
import { arnOf, realmOf } from '../names.ts';
import { ruleOf } from '../rule.ts';

export const disableTopicRule: RestOperation = {
  name: 'DisableTopicRule',
  method: 'POST',
  path: '/rules/:ruleName/disable',
  resource: arnOf('rule', 'ruleName'),
  run(call, request) {
    call.standIn.rules.put(realmOf(call), { ...ruleOf(call, request), ruleDisabled: true });
    return {};
  },
};
