import { rename, rm, writeFile } from 'node:fs/promises';
import type { AwsLocal, AwsLocalAccount } from '../aws-local.ts';

/** Written whole or not at all, and readable by its owner only, since it holds keys. */
export async function writeReadyFile(path: string, aws: AwsLocal, accounts: readonly AwsLocalAccount[]): Promise<void> {
  const { endpointUrl, endpointUrlTls, mqttHost, mqttPort, caFile, accountId, root, demoUser, roleArn, adminToken } =
    aws;
  const content = {
    endpointUrl,
    endpointUrlTls,
    mqttHost,
    mqttPort,
    caFile,
    accountId,
    root,
    demoUser,
    roleArn,
    adminToken,
    accounts: accounts.map(({ accountId, root }) => ({ accountId, root })),
    pid: process.pid,
  };
  const fresh = `${path}.${process.pid}.new`;
  await writeFile(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, path);
}

export const removeReadyFile = (path: string) => rm(path, { force: true });
