import { fieldFault } from '@thingdock/api';
import { type CheckStep, failed, waitsFor } from './check.ts';

/** For a connection that is there the account must stay the same; a new one takes the key's. */
export const checkAccount: CheckStep = {
  key: 'account',
  title: 'The access key belongs to the right AWS account',
  async run(_tools, { connection }, { identity }) {
    if (!identity) return waitsFor('a valid key');
    const { accountId, partition, userArn } = identity;
    const found = `AWS account ${accountId}.`;
    if (connection && (connection.account_id !== accountId || connection.partition !== partition)) {
      const expected = connection.account_id;
      const details = { accountId, expected };
      const fix = 'Use a key of the same account, or delete the connection and make a new one.';
      return failed(fieldFault('accessKeyId', 'account_changed', details), { expected, found, fix });
    }
    if (userArn.endsWith(':root'))
      return {
        ...{ state: 'warned', found: `${found} The key is that of its root user, which may do everything.` },
        fix: 'Create an IAM user for this connection and use a key of that.',
      };
    return { state: 'passed', found };
  },
};
