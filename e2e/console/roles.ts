import { AttachRolePolicyCommand, DetachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import type { AwsLocal } from '@thingdock/aws-local';

/** Does something while the demo's role lacks one of AWS's policies. */
export async function withoutPolicy(aws: AwsLocal, policy: string, work: () => Promise<void>): Promise<void> {
  const iam = new IAMClient({ endpoint: aws.endpointUrl, region: 'us-east-1', credentials: aws.root });
  const attachment = { RoleName: aws.roleArn.split('/').at(-1), PolicyArn: `arn:aws:iam::aws:policy/${policy}` };
  await iam.send(new DetachRolePolicyCommand(attachment));
  try {
    await work();
  } finally {
    await iam.send(new AttachRolePolicyCommand(attachment));
    iam.destroy();
  }
}
