import type { RuleAction, TopicRule } from '../../aws/index.ts';
import { OLDER_WILL_SQL } from './wanted.ts';

/** Whether a rule in AWS does exactly what we want. Only what we set counts; AWS may reformat the rest. */
export function sameRule(wanted: TopicRule, seen: TopicRule): boolean {
  return (
    sameSql(wanted.sql, seen.sql) &&
    wanted.sqlVersion === seen.sqlVersion &&
    wanted.disabled === seen.disabled &&
    sameActions(wanted.actions, seen.actions)
  );
}

/**
 * Whether a rule that somebody else made does the work of our rule for last wills: it republishes them into the shadow,
 * by whatever role and query. Such a rule is used as it is, and never changed or deleted.
 */
export function servesWill(wanted: TopicRule, seen: TopicRule): boolean {
  const [target] = wanted.actions;
  const [action, ...more] = seen.actions;
  return (
    !seen.disabled &&
    more.length === 0 &&
    target?.kind === 'republish' &&
    action?.kind === 'republish' &&
    action.topic === target.topic &&
    [wanted.sql, OLDER_WILL_SQL].some((sql) => sameSql(sql, seen.sql))
  );
}

const sameSql = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (sql: string): string => sql.trim().replaceAll(/\s+/g, ' ').replace(/;$/, '');

function sameActions(wanted: readonly RuleAction[], seen: readonly RuleAction[]): boolean {
  return wanted.length === seen.length && wanted.every((action, index) => sameAction(action, seen[index]));
}

function sameAction(wanted: RuleAction, seen: RuleAction | undefined): boolean {
  if (wanted.kind === 'sns' && seen?.kind === 'sns')
    return (
      wanted.topicArn === seen.topicArn &&
      wanted.roleArn === seen.roleArn &&
      wanted.messageFormat === seen.messageFormat
    );
  if (wanted.kind === 'republish' && seen?.kind === 'republish')
    return wanted.topic === seen.topic && wanted.roleArn === seen.roleArn && wanted.qos === seen.qos;
  return false;
}
