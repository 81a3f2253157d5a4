import type { QueryOperation, QueryParams, SnsPublishOptions } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { invalidParameter } from '../errors.ts';
import { topicArn } from '../lookup.ts';
import { messageAttributesOf } from '../message-attributes.ts';
import { parseArn } from '../records.ts';

export const publish: QueryOperation = {
  name: 'Publish',
  parameters: ['TopicArn', 'TargetArn', 'Message', 'Subject', 'MessageStructure', 'MessageAttributes'],
  resource: topicArn,
  policy: atTopic,
  async run({ standIn, region }, params) {
    const arn = params.get('TopicArn') ?? params.get('TargetArn');
    if (arn === undefined) throw invalidParameter('TopicArn or TargetArn', 'no value for required parameter');
    const message = params.get('Message') ?? '';
    const owner = parseArn(arn)?.accountId ?? '';
    const { messageId } = await standIn.sns.publish(region, owner, arn, message, optionsOf(params));
    return { MessageId: messageId };
  },
};

function optionsOf(params: QueryParams): SnsPublishOptions {
  const options: SnsPublishOptions = {};
  const subject = params.get('Subject');
  const structure = params.get('MessageStructure');
  if (subject !== undefined) options.subject = subject;
  if (structure !== undefined && structure !== 'json') throw invalidParameter('MessageStructure');
  if (structure === 'json') options.messageStructure = 'json';
  const attributes = messageAttributesOf(params);
  if (attributes !== undefined) options.attributes = attributes;
  return options;
}
