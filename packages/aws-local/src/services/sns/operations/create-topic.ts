import type { Call, QueryOperation, QueryParams } from '../../../stand-in.ts';
import { invalidParameter, notImplemented } from '../errors.ts';
import { attributesOf, tagsOf } from '../lookup.ts';
import { snsTables, type Topic, topicKey } from '../records.ts';
import { withAttribute } from '../topic-attributes.ts';

const arnOf = ({ region, caller }: Call, params: QueryParams) =>
  `arn:aws:sns:${region}:${caller.accountId}:${params.get('Name') ?? ''}`;

/** Idempotent by name; a call that asks for other attributes or tags than the topic has is refused. */
export const createTopic: QueryOperation = {
  name: 'CreateTopic',
  parameters: ['Name', 'Attributes', 'Tags'],
  resource: arnOf,
  run(call, params) {
    const name = params.need('Name');
    if (name.endsWith('.fifo')) throw notImplemented('FIFO topics');
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
    authorizeTags(call, params);
    const { topics } = snsTables(call.standIn.store);
    const key = topicKey({ accountId: call.caller.accountId, region: call.region, name });
    const known = topics.get(key);
    const wanted = wantedTopic(known ?? newTopic(call, params, name), params);
    if (known) checkSame(known, wanted);
    else topics.set(key, wanted);
    return { TopicArn: wanted.arn };
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html: tags need a permission of their own. */
function authorizeTags(call: Call, params: QueryParams): void {
  if (Object.keys(tagsOf(params)).length === 0) return;
  call.standIn.identity.authorize(call.caller, 'sns:TagResource', arnOf(call, params));
}

const newTopic = (call: Call, params: QueryParams, name: string): Topic => ({
  arn: arnOf(call, params),
  accountId: call.caller.accountId,
  region: call.region,
  name,
  displayName: '',
  signatureVersion: '1',
  tags: {},
  deletedSubscriptions: 0,
});

function wantedTopic(base: Topic, params: QueryParams): Topic {
  const topic = attributesOf(params).reduce((made, [name, value]) => withAttribute(made, name, value), base);
  const tags = tagsOf(params);
  return Object.keys(tags).length === 0 ? topic : { ...topic, tags };
}

function checkSame(known: Topic, wanted: Topic): void {
  const same = (pick: (topic: Topic) => unknown) => JSON.stringify(pick(known)) === JSON.stringify(pick(wanted));
  if (!same(({ tags }) => Object.entries(tags).sort())) {
    throw invalidParameter('Tags', 'Topic already exists with different tags');
  }
  if (
    !same(({ displayName, signatureVersion, deliveryPolicy, policy }) => [
      displayName,
      signatureVersion,
      deliveryPolicy,
      policy,
    ])
  ) {
    throw invalidParameter('Attributes', 'Topic already exists with different attributes');
  }
}
