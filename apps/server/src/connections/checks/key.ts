import type { CheckStep } from './check.ts';

/** Needs no permission and cannot be denied: whether the key works, and whose it is. */
export const checkKey: CheckStep = {
  key: 'key',
  title: 'AWS accepts the access key',
  async run({ aws }, { accessKeyId }) {
    const { accountId, partition, arn: userArn } = await aws.sts.callerIdentity();
    const facts = { identity: { accountId, partition, userArn } };
    return { state: 'passed', found: `…${accessKeyId.slice(-4)} belongs to ${userArn}.`, facts };
  },
};
