import type { TopicRule } from '../../rules/rule.ts';
import type { Call, RestRequest } from '../../stand-in.ts';
import { ruleDenied } from './errors.ts';
import { name, RULE_NAME } from './input.ts';
import { realmOf } from './names.ts';

/** The rule that the path names. Throws UnauthorizedException when there is none, as AWS IoT does. */
export function ruleOf(call: Call, request: RestRequest): TopicRule {
  const ruleName = name(request, 'ruleName', RULE_NAME);
  const rule = call.standIn.rules.get(realmOf(call), ruleName);
  if (!rule) throw ruleDenied(ruleName);
  return rule;
}
