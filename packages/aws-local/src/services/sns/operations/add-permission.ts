import type { QueryOperation } from '../../../stand-in.ts';
import { atTopic, withStatement } from '../access-policy.ts';
import { invalidParameter } from '../errors.ts';
import { theTopic, topicArn } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';

/** Adds a statement to the topic's policy that lets accounts do something. */
export const addPermission: QueryOperation = {
  name: 'AddPermission',
  parameters: ['TopicArn', 'Label', 'AWSAccountId', 'ActionName'],
  resource: topicArn,
  policy: atTopic,
  run(call, params) {
    const topic = theTopic(call, params);
    const accounts = params.list('AWSAccountId.member');
    const actions = params.list('ActionName.member');
    if (accounts.length === 0 || accounts.some((id) => !/^\d{12}$/.test(id))) throw invalidParameter('AWSAccountId');
    if (actions.length === 0) throw invalidParameter('ActionName');
    const changed = withStatement(topic, {
      Sid: params.need('Label'),
      Effect: 'Allow',
      Principal: { AWS: accounts.map((id) => `arn:aws:iam::${id}:root`) },
      Action: actions.map((name) => `SNS:${name}`),
      Resource: topic.arn,
    });
    snsTables(call.standIn.store).topics.set(keyOfArn(topic.arn), changed);
    return undefined;
  },
};
