import { readPolicy, type Statement } from '../../identity/policy-document.ts';
import type { Call, QueryParams, ResourcePolicy, Store } from '../../stand-in.ts';
import { invalidParameter, notImplemented } from './errors.ts';
import { keyOfArn, parseArn, snsTables, type Topic } from './records.ts';

/** Who may do what with a topic, by the topic's own policy. */

// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
const ACTIONS = [
  'AddPermission',
  'DeleteTopic',
  'GetDataProtectionPolicy',
  'GetTopicAttributes',
  'ListSubscriptionsByTopic',
  'ListTagsForResource',
  'Publish',
  'PutDataProtectionPolicy',
  'Receive',
  'RemovePermission',
  'SetTopicAttributes',
  'Subscribe',
].map((name) => `sns:${name}`.toLowerCase());
const LONGEST_BYTES = 30_720;
const MOST_STATEMENTS = 100;

/** Throws InvalidParameter for what SNS does not take, NotImplemented for what would not be evaluated here. */
export function checkedPolicy(topicArn: string, text: string): string {
  if (Buffer.byteLength(text) > LONGEST_BYTES) throw invalidParameter('Policy Error: longer than 30 KB');
  const reading = readPolicy(text, 'resource');
  if ('problem' in reading) {
    const { kind, message } = reading.problem;
    throw kind === 'unsupported'
      ? notImplemented(`such a topic policy: ${message}`)
      : invalidParameter('Policy Error', message);
  }
  if (reading.statements.length > MOST_STATEMENTS) throw invalidParameter('Policy Error: too many statements');
  for (const statement of reading.statements) checkStatement(topicArn, statement);
  return text;
}

function checkStatement(topicArn: string, { actions, resources, principals }: Statement): void {
  if (actions.not || actions.patterns.some((action) => !ACTIONS.includes(action.toLowerCase()))) {
    throw invalidParameter('Policy statement action out of service scope!');
  }
  if (resources?.not || resources?.patterns.some((resource) => resource !== topicArn)) {
    throw invalidParameter('Invalid policy resource', 'it must be the ARN of the topic');
  }
  if (!principals || principals.AWS.length + principals.Service.length === 0) {
    throw invalidParameter('Policy Error: PrincipalNotFound');
  }
}

/** What AWS gives a new topic: its own account may do everything. */
export function defaultPolicy({ arn, accountId }: Pick<Topic, 'arn' | 'accountId'>): string {
  const names = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic'];
  const Action = [...names, 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'].map((name) => `SNS:${name}`);
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action,
        Resource: arn,
        // Calls that people make bring no such key: the statement is for services that act for the account.
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

export const policyOf = (topic: Topic): string => topic.policy ?? defaultPolicy(topic);

/** The access policy of the topic with this ARN; undefined when there is none such. */
export function accessPolicyOf(store: Store, arn: string): ResourcePolicy | undefined {
  const parts = parseArn(arn);
  const topic = parts && parts.subscription === undefined ? snsTables(store).topics.get(keyOfArn(arn)) : undefined;
  return topic && { document: policyOf(topic), ownerId: topic.accountId };
}

/** For operations on topics. */
export const atTopic = ({ standIn }: Call, params: QueryParams) =>
  accessPolicyOf(standIn.store, params.get('TopicArn') ?? params.get('TargetArn') ?? params.get('ResourceArn') ?? '');

type Policy = { Statement: Record<string, unknown>[] } & Record<string, unknown>;

/** The policy with one statement more. Throws InvalidParameter when its label is taken. */
export function withStatement(topic: Topic, statement: { Sid: string } & Record<string, unknown>): Topic {
  const policy = parsed(topic);
  if (policy.Statement.some(({ Sid }) => Sid === statement.Sid)) throw invalidParameter('Statement already exists');
  const text = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
  return { ...topic, policy: checkedPolicy(topic.arn, text) };
}

/** The policy without the statement of this label. Throws InvalidParameter when there is none, or when it is the last one. */
export function withoutStatement(topic: Topic, label: string): Topic {
  const policy = parsed(topic);
  const Statement = policy.Statement.filter(({ Sid }) => Sid !== label);
  if (Statement.length === policy.Statement.length) throw invalidParameter('Label');
  return { ...topic, policy: checkedPolicy(topic.arn, JSON.stringify({ ...policy, Statement })) };
}

function parsed(topic: Topic): Policy {
  const policy = JSON.parse(policyOf(topic)) as
    | Policy
    | (Omit<Policy, 'Statement'> & { Statement: Record<string, unknown> });
  // One statement may stand without a list.
  return { ...policy, Statement: Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement] };
}
