import { ANONYMOUS, type Call, type QueryParams } from '../../stand-in.ts';
import { authorizationError, invalidParameter, notFound } from './errors.ts';
import { type ArnParts, isAlive, keyOfArn, parseArn, type Subscription, snsTables, type Topic } from './records.ts';

/** The topic that a parameter names, in the call's region and the caller's account. Throws InvalidParameter, AuthorizationError, NotFound. */
export function theTopic(call: Call, params: QueryParams, parameter = 'TopicArn'): Topic {
  const arn = params.need(parameter);
  const parts = parseArn(arn);
  if (!parts || parts.subscription !== undefined) throw invalidParameter(parameter);
  checkPlace(call, parts, parameter);
  const topic = snsTables(call.standIn.store).topics.get(keyOfArn(arn));
  if (!topic) throw notFound('Topic does not exist');
  return topic;
}

/** The subscription that `SubscriptionArn` names, pending ones included. Throws InvalidParameter, AuthorizationError, NotFound. */
export function theSubscription(call: Call, params: QueryParams): Subscription {
  const arn = params.need('SubscriptionArn');
  const parts = parseArn(arn);
  if (parts?.subscription === undefined)
    throw invalidParameter('SubscriptionArn', `An ARN must have at least 6 elements, not ${arn.split(':').length}`);
  checkPlace(call, parts, 'SubscriptionArn');
  const subscription = snsTables(call.standIn.store).subscriptions.get(keyOfArn(arn));
  if (!subscription || !isAlive(subscription, call.standIn.clock.now())) throw notFound('Subscription does not exist');
  return subscription;
}

function checkPlace({ caller, region }: Call, parts: ArnParts, parameter: string): void {
  if (parts.region !== region) throw invalidParameter(parameter);
  if (caller !== ANONYMOUS && parts.accountId !== caller.accountId) {
    throw authorizationError(
      `User: ${caller.arn} is not authorized to access a resource of account ${parts.accountId}`,
    );
  }
}

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
