import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { parseArn } from '../arn.ts';
import type { Call } from '../call.ts';
import type { StsApi } from '../types.ts';

export function createSts(client: STSClient, call: Call): StsApi {
  return {
    async callerIdentity() {
      const answer = await call('sts:GetCallerIdentity', (options) =>
        client.send(new GetCallerIdentityCommand({}), options),
      );
      const { Account: accountId = '', Arn: arn = '', UserId: userId = '' } = answer;
      return { accountId, arn, userId, partition: parseArn(arn)?.partition ?? 'aws' };
    },
  };
}
