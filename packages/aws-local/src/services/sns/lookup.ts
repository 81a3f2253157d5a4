import { ANONYMOUS, type Call, type QueryParams } from '../../stand-in.ts';
import { authorizationError, invalidParameter, notFound } from './errors.ts';
import { isAlive, keyOfArn, parseArn, type Subscription, snsTables, type Topic } from './records.ts';

/** The topic that a parameter names, in the call's region. Throws InvalidParameter, AuthorizationError, NotFound. */
export function theTopic(call: Call, params: QueryParams, parameter = 'TopicArn'): Topic {
  const arn = params.need(parameter);
  const parts = parseArn(arn);
  if (!parts || parts.subscription !== undefined) throw invalidParameter(parameter);
  if (parts.region !== call.region) throw invalidParameter(parameter);
  const topic = snsTables(call.standIn.store).topics.get(keyOfArn(arn));
  // Whether a topic of another account may be used, its policy has said before; one that is not there tells nothing.
  if (!topic)
    throw isForeign(call, parts.accountId) ? foreign(call, parts.accountId) : notFound('Topic does not exist');
  return topic;
}

/** The subscription that `SubscriptionArn` names, pending ones included. Throws InvalidParameter, AuthorizationError, NotFound. */
export function theSubscription(call: Call, params: QueryParams): Subscription {
  const arn = params.need('SubscriptionArn');
  const parts = parseArn(arn);
  if (parts?.subscription === undefined)
    throw invalidParameter('SubscriptionArn', `An ARN must have at least 6 elements, not ${arn.split(':').length}`);
  if (parts.region !== call.region) throw invalidParameter('SubscriptionArn');
  const subscription = snsTables(call.standIn.store).subscriptions.get(keyOfArn(arn));
  if (isForeign(call, parts.accountId) && subscription?.owner !== call.caller.accountId) {
    throw foreign(call, parts.accountId);
  }
  if (!subscription || !isAlive(subscription, call.standIn.clock.now())) throw notFound('Subscription does not exist');
  return subscription;
}

const isForeign = ({ caller }: Call, accountId: string) => caller !== ANONYMOUS && accountId !== caller.accountId;

const foreign = ({ caller }: Call, accountId: string) =>
  authorizationError(`User: ${caller.arn} is not authorized to access a resource of account ${accountId}`);

/** The topic's ARN for IAM's decision, as it was sent. */
export const topicArn = (_call: Call, params: QueryParams) => params.get('TopicArn') ?? params.get('TargetArn') ?? '*';

/** `Attributes.entry.N.key/value`. */
export const attributesOf = (params: QueryParams) =>
  params.records('Attributes.entry').map(({ key = '', value = '' }) => [key, value] as const);

/** `Tags.member.N.Key/Value`. */
export const tagsOf = (params: QueryParams) => {
  const tags = params.records('Tags.member').map(({ Key = '', Value = '' }) => [Key, Value] as const);
  if (tags.some(([key]) => key === '' || key.length > 128)) throw invalidParameter('Tags');
  return Object.fromEntries(tags);
};
