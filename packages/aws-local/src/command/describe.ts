import type { AwsLocal, AwsLocalAccount } from '../aws-local.ts';

type Shown = { aws: AwsLocal; accounts: readonly AwsLocalAccount[]; region: string; readyFile: string | undefined };

/** What the command prints once it is up. The keys are for this machine only and are shown when no file was asked for to hold them. */
export function describeForPeople({ aws, accounts, region, readyFile }: Shown): string {
  const keys =
    readyFile === undefined
      ? [
          'Keys of the demo user:',
          `  export AWS_ACCESS_KEY_ID=${aws.demoUser.accessKeyId}`,
          `  export AWS_SECRET_ACCESS_KEY=${aws.demoUser.secretAccessKey}`,
          'Keys of the administrator:',
          `  export AWS_ACCESS_KEY_ID=${aws.root.accessKeyId}`,
          `  export AWS_SECRET_ACCESS_KEY=${aws.root.secretAccessKey}`,
          ...(aws.adminToken === undefined ? [] : [`Token for admin calls: ${aws.adminToken}`]),
          ...accounts.flatMap(({ accountId, root }) => [
            `Keys of the administrator of account ${accountId}:`,
            `  export AWS_ACCESS_KEY_ID=${root.accessKeyId}`,
            `  export AWS_SECRET_ACCESS_KEY=${root.secretAccessKey}`,
          ]),
        ]
      : [`Keys are in ${readyFile}`];
  return `${[
    'aws-local is ready.',
    `  endpoint             ${aws.endpointUrl}`,
    `  endpoint with TLS    ${aws.endpointUrlTls}   (trust ${aws.caFile})`,
    `  MQTT, mutual TLS     ${aws.mqttHost}:${aws.mqttPort}`,
    `  account              ${aws.accountId}`,
    `  AWS IoT endpoint     ${aws.iotEndpoint(region)}   (${region})`,
    `  role for rules       ${aws.roleArn}`,
    ...keys,
    `Try: aws --endpoint-url ${aws.endpointUrl} --region ${region} sts get-caller-identity`,
  ].join('\n')}\n`;
}
