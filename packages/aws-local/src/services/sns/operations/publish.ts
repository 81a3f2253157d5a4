import type { QueryOperation, QueryParams, SnsPublishOptions } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { invalidParameter } from '../errors.ts';
import { topicArn } from '../lookup.ts';
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
  const attributes = params
    .records('MessageAttributes.entry')
    .map((entry) => [entry.Name ?? '', attribute(entry)] as const);
  if (attributes.length > 0) options.attributes = Object.fromEntries(attributes);
  return options;
}

function attribute(entry: Record<string, string>): { Type: string; Value: string } {
  const Type = entry['Value.DataType'] ?? '';
  const Value = entry[Type.startsWith('Binary') ? 'Value.BinaryValue' : 'Value.StringValue'];
  if (!/^(String|Number|Binary)(\.|$)/.test(Type) || !entry.Name || Value === undefined || Value === '') {
    throw invalidParameter(`The message attribute '${entry.Name ?? ''}' has an invalid name, type or value`);
  }
  return { Type, Value };
}
