import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AwsLocal } from '@thingdock/aws-local';
import type { Demo } from './demo/demo.ts';
import type { RunningServer } from './server.ts';

/** Region of the demo; the stand-in has every other one as well. */
export const DEMO_REGION = 'eu-west-1';

/** Everything that a program needs to use this installation. Holds secrets: the file is readable by its owner only. */
export function readyInfo(aws: AwsLocal, server: RunningServer, demo: Demo | undefined) {
  return {
    url: server.url,
    token: server.token,
    setupUrl: server.setupUrl ?? null,
    aws: {
      endpointUrl: aws.endpointUrl,
      endpointUrlTls: aws.endpointUrlTls,
      region: DEMO_REGION,
      accountId: aws.accountId,
      accessKeyId: aws.demoUser.accessKeyId,
      secretAccessKey: aws.demoUser.secretAccessKey,
      iotEndpoint: aws.iotEndpoint(DEMO_REGION),
      roleArn: aws.roleArn,
      mqttHost: aws.mqttHost,
      mqttPort: aws.mqttPort,
      caFile: aws.caFile,
    },
    ...(demo && {
      projectId: demo.projectId,
      connectionId: demo.connectionId,
      deviceName: demo.deviceName,
      deviceConfig: demo.deviceConfig,
      agentPid: demo.agent.pid,
      nodeRedUrl: demo.pageUrl,
    }),
  };
}

export type ReadyInfo = ReturnType<typeof readyInfo>;

/** Written aside and renamed, so that whoever waits for the file never reads half of it. */
export function writeReadyFile(file: string, info: ReadyInfo): void {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  renameSync(aside, file);
}

export function removeReadyFile(file: string): void {
  rmSync(file, { force: true });
}
