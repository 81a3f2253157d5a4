import type { AwsLocal } from '@thingdock/aws-local';
import type { Demo } from './demo/demo.ts';
import { DEMO_REGION } from './ready-file.ts';
import type { RunningServer } from './server.ts';

type Running = { aws: AwsLocal; server: RunningServer; demo: Demo | undefined; dataDir: string };

/** What to do next, for the terminal. The secrets in it are of this machine's stand-in only. */
export function summary({ aws, server, demo, dataDir }: Running): string {
  const lines = [
    '',
    `Thingdock runs at       ${server.url}`,
    ...(server.setupUrl
      ? [`Sign in for the first time with this one-time link:`, `                        ${server.setupUrl}`]
      : []),
    ...(demo ? [`The device's own page   ${demo.pageUrl}`] : []),
    '',
    'The command line, in another terminal:',
    `  export THINGDOCK_URL=${server.url}`,
    `  export THINGDOCK_TOKEN=$(cat ${dataDir}/admin-token)`,
    ...(demo
      ? [
          `  npm run -s thingdock -- devices list --connection ${demo.connectionId}`,
          `  npm run -s thingdock -- deployments list --project ${demo.projectId}`,
        ]
      : ['  npm run -s thingdock -- projects create --name "My project"']),
    '',
    'The stand-in for AWS, for the AWS CLI, SDKs and devices:',
    `  endpoint              ${aws.endpointUrl} or ${aws.endpointUrlTls} (authority: ${aws.caFile})`,
    `  access key id         ${aws.demoUser.accessKeyId}`,
    `  secret access key     ${aws.demoUser.secretAccessKey}`,
    `  IAM role ARN          ${aws.roleArn}`,
    `  AWS IoT endpoint      ${aws.iotEndpoint(DEMO_REGION)} (devices: ${aws.mqttHost}:${aws.mqttPort})`,
    '',
    `Everything is kept in ${dataDir}; logs in ${dataDir}/logs. Ctrl-C stops it all.`,
  ];
  return lines.join('\n');
}
