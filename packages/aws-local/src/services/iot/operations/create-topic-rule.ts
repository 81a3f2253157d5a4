import type { TopicRule } from '../../../rules/rule.ts';
import type { RestOperation } from '../../../stand-in.ts';
import { alreadyExists } from '../errors.ts';
import { bodyOf, name, RULE_NAME } from '../input.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { readRulePayload, rolesOf } from '../rule-payload.ts';
import { checkRoles } from '../rule-roles.ts';
import { keepTags, readTagHeader } from '../tagging.ts';

/** Not idempotent: the same rule again is ResourceAlreadyExistsException. */
export const createTopicRule: RestOperation = {
  name: 'CreateTopicRule',
  method: 'POST',
  path: '/rules/:ruleName',
  resource: arnOf('rule', 'ruleName'),
  run(call, request) {
    const { rules, store, clock } = call.standIn;
    const realm = realmOf(call);
    const ruleName = name(request, 'ruleName', RULE_NAME);
    const payload = readRulePayload(bodyOf(request));
    const tags = readTagHeader(request.headers['x-amz-tagging']);
    const ruleArn = iotArn(realm, 'rule', ruleName);
    if (rules.get(realm, ruleName)) {
      throw alreadyExists(`Rule with name already exists: ${ruleName}`, { resourceId: ruleName, resourceArn: ruleArn });
    }
    const rule: TopicRule = { ruleName, ruleArn, ...payload, createdAt: clock.now() };
    checkRoles(call, ruleArn, rolesOf(rule));
    rules.put(realm, rule);
    keepTags(store, ruleArn, tags);
    return {};
  },
};
