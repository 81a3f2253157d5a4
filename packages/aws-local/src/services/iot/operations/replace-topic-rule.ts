import type { RestOperation } from '../../../stand-in.ts';
import { bodyOf } from '../input.ts';
import { arnOf, realmOf } from '../names.ts';
import { ruleOf } from '../rule.ts';
import { readRulePayload, rolesOf } from '../rule-payload.ts';
import { checkRoles } from '../rule-roles.ts';

/** The whole rule is replaced; tags stay. */
export const replaceTopicRule: RestOperation = {
  name: 'ReplaceTopicRule',
  method: 'PATCH',
  path: '/rules/:ruleName',
  resource: arnOf('rule', 'ruleName'),
  run(call, request) {
    const { rules, clock } = call.standIn;
    const { ruleName, ruleArn } = ruleOf(call, request);
    const payload = readRulePayload(bodyOf(request));
    checkRoles(call, ruleArn, rolesOf(payload));
    rules.put(realmOf(call), { ruleName, ruleArn, ...payload, createdAt: clock.now() });
    return {};
  },
};
