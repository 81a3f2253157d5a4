import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsLocal } from '@thingdock/aws-local';
import { type Child, startChild } from './child.ts';

export type RunningServer = { child: Child; url: string; token: string; setupUrl: string | undefined };

/** What the server tells the program that started it, once it listens. */
type Ready = { url: string; setupUrl: string | null };

/** Starts the control plane on the stand-in and waits until it listens. */
export async function startServer(aws: AwsLocal, dataDir: string, port: number): Promise<RunningServer> {
  const tokenFile = join(dataDir, 'admin-token');
  const child = startChild({
    name: 'server',
    program: 'apps/server/src/main.ts',
    logDir: join(dataDir, 'logs'),
    env: {
      THINGDOCK_DATA: join(dataDir, 'server'),
      THINGDOCK_PORT: String(port),
      THINGDOCK_AWS_ENDPOINT_URL: aws.endpointUrlTls,
      THINGDOCK_AWS_CA_FILE: aws.caFile,
      THINGDOCK_AWS_MQTT: `${aws.mqttHost}:${aws.mqttPort}`,
      THINGDOCK_ADMIN_TOKEN_FILE: tokenFile,
    },
  });
  const { url, setupUrl } = await child.message<Ready>();
  return { child, url, token: readFileSync(tokenFile, 'utf8').trim(), setupUrl: setupUrl ?? undefined };
}
