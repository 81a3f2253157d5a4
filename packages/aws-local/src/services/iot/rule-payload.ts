import { isJsonObject, type Json, type JsonObject, member } from '../../json.ts';
import type { RuleAction, SqlVersion, TopicRule } from '../../rules/rule.ts';
import { invalidRequest } from './errors.ts';
import { optionalFlag, optionalText, text, unfit } from './input.ts';

/** Reads a TopicRulePayload, with AWS's defaults filled in. What the stand-in cannot run is refused, never stored. */

const MAX_ACTIONS = 10;
const PAYLOAD_FIELDS = ['sql', 'description', 'actions', 'ruleDisabled', 'awsIotSqlVersion', 'errorAction'];

export function readRulePayload(body: JsonObject): Omit<TopicRule, 'ruleName' | 'ruleArn' | 'createdAt'> {
  onlyFields(body, PAYLOAD_FIELDS, 'a rule');
  const actions = member(body, 'actions');
  if (!Array.isArray(actions)) throw unfit('topicRulePayload.actions', actions ?? null, 'Member must not be null');
  if (actions.length > MAX_ACTIONS) throw invalidRequest(`A rule can have at most ${MAX_ACTIONS} actions`);
  const description = optionalText(body, 'description');
  const errorAction = member(body, 'errorAction');
  return {
    sql: text(body, 'sql'),
    ...(description !== undefined && { description }),
    awsIotSqlVersion: sqlVersion(optionalText(body, 'awsIotSqlVersion')),
    actions: actions.map(readAction),
    ...(isSet(errorAction) && { errorAction: readAction(errorAction) }),
    ruleDisabled: optionalFlag(body, 'ruleDisabled') ?? false,
  };
}

/** The roles that a rule would run under. */
export function rolesOf({ actions, errorAction }: Pick<TopicRule, 'actions' | 'errorAction'>): string[] {
  const all = [...actions, ...(errorAction ? [errorAction] : [])];
  return [...new Set(all.map((action) => ('sns' in action ? action.sns.roleArn : action.republish.roleArn)))];
}

function sqlVersion(version = '2015-10-08'): SqlVersion {
  if (version === '2015-10-08' || version === '2016-03-23') return version;
  throw invalidRequest(`aws-local does not run SQL version '${version}', only 2015-10-08 and 2016-03-23`);
}

function readAction(value: Json): RuleAction {
  const kinds = Object.entries(isJsonObject(value) ? value : {}).filter(([, content]) => isSet(content));
  const [kind, content] = kinds[0] ?? [];
  if (kinds.length !== 1 || !isJsonObject(content)) throw invalidRequest('An action names exactly one kind of action');
  if (kind === 'sns') return { sns: readSns(content) };
  if (kind === 'republish') return { republish: readRepublish(content) };
  throw invalidRequest(`aws-local does not run the action '${kind}', only republish and sns`);
}

function readSns(fields: JsonObject) {
  onlyFields(fields, ['targetArn', 'roleArn', 'messageFormat'], 'the action sns');
  const messageFormat = optionalText(fields, 'messageFormat') ?? 'RAW';
  if (messageFormat !== 'RAW' && messageFormat !== 'JSON') {
    throw unfit('messageFormat', messageFormat, 'Member must satisfy enum value set: [RAW, JSON]');
  }
  return { targetArn: text(fields, 'targetArn'), roleArn: text(fields, 'roleArn'), messageFormat } as const;
}

function readRepublish(fields: JsonObject) {
  if (isSet(member(fields, 'headers'))) throw invalidRequest('aws-local does not carry the headers of MQTT 5');
  onlyFields(fields, ['topic', 'roleArn', 'qos'], 'the action republish');
  const qos = member(fields, 'qos') ?? 0;
  if (qos !== 0 && qos !== 1) throw unfit('qos', qos, 'Member must be 0 or 1');
  const topic = text(fields, 'topic');
  // As it stands this would be no reserved topic on AWS but a mistake that shows only when the rule runs.
  if (/^\$(?![${])/.test(topic))
    throw invalidRequest(`Write '$${topic}' to republish on the reserved topic '${topic}'`);
  return { topic, roleArn: text(fields, 'roleArn'), qos } as const;
}

function onlyFields(fields: JsonObject, known: readonly string[], what: string): void {
  const other = Object.entries(fields).find(([field, value]) => isSet(value) && !known.includes(field));
  if (other) throw invalidRequest(`aws-local does not know the field '${other[0]}' of ${what}`);
}

function isSet(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}
