import type { Difference } from '@thingdock/api';
import type { RuleAction, TopicRule } from '../../aws/index.ts';
import { OLDER_WILL_SQL, type WantedTopic } from '../create/wanted.ts';

/** Whether a rule in AWS does exactly what we want. */
export const sameRule = (wanted: TopicRule, seen: TopicRule): boolean => ruleDifferences(wanted, seen).length === 0;

/** Where a rule in AWS departs from what we want. Only what we set counts; AWS may reformat the rest. */
export function ruleDifferences(wanted: TopicRule, seen: TopicRule): Difference[] {
  const difference = (what: string, found: string, want: string): Difference => ({ what, found, wanted: want });
  const actions = wanted.actions.map(actionText);
  const seenActions = seen.actions.map(actionText);
  return [
    ...(sameSql(wanted.sql, seen.sql) ? [] : [difference('sql', seen.sql, wanted.sql)]),
    ...(wanted.sqlVersion === seen.sqlVersion ? [] : [difference('sqlVersion', seen.sqlVersion, wanted.sqlVersion)]),
    ...(wanted.disabled === seen.disabled ? [] : [difference('disabled', `${seen.disabled}`, `${wanted.disabled}`)]),
    ...(actions.join('\n') === seenActions.join('\n')
      ? []
      : [difference('actions', seenActions.join('; '), actions.join('; '))]),
  ];
}

/** Where a topic departs from what we want. AWS fills a policy up with its own members, so only ours are compared. */
export function topicDifferences(wanted: WantedTopic, seen: Readonly<Record<string, string>>): Difference[] {
  return Object.entries(wanted.attributes)
    .filter(([name, value]) => !sameAttribute(value, seen[name]))
    .map(([what, value]) => ({ what, found: seen[what] ?? null, wanted: value }));
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

/** An action in one line. Two actions are the same when their lines are. */
export function actionText(action: RuleAction): string {
  switch (action.kind) {
    case 'sns':
      return `send to ${action.topicArn} as ${action.messageFormat} by ${action.roleArn}`;
    case 'republish':
      return `republish to ${action.topic} with qos ${action.qos} by ${action.roleArn}`;
    default:
      return action.name;
  }
}

const sameSql = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (sql: string): string => sql.trim().replaceAll(/\s+/g, ' ').replace(/;$/, '');

function sameAttribute(wanted: string, seen: string | undefined): boolean {
  if (wanted === seen) return true;
  const ours = readJson(wanted);
  return isRecord(ours) && covers(ours, readJson(seen));
}

/** Whether everything in `wanted` is in `seen` too. */
function covers(wanted: unknown, seen: unknown): boolean {
  if (!isRecord(wanted)) return wanted === seen;
  return isRecord(seen) && Object.entries(wanted).every(([key, value]) => covers(value, seen[key]));
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What is no JSON was set by hand, and so differs. */
function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
