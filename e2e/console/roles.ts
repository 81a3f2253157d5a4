import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
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

/** Does something while the demo's role is trusted by another service of AWS in place of AWS IoT. */
export async function withoutTrust(aws: AwsLocal, work: () => Promise<void>): Promise<void> {
  const iam = new IAMClient({ endpoint: aws.endpointUrl, region: 'us-east-1', credentials: aws.root });
  const RoleName = aws.roleArn.split('/').at(-1);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const before = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
  const PolicyDocument = before.replace('iot.amazonaws.com', 'ec2.amazonaws.com');
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  try {
    await work();
  } finally {
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: before }));
    iam.destroy();
  }
}

/** A second access key of the demo's user, as the AWS console makes one. */
export async function newKey(aws: AwsLocal): Promise<{ accessKeyId: string; secretAccessKey: string }> {
  const iam = new IAMClient({ endpoint: aws.endpointUrl, region: 'us-east-1', credentials: aws.root });
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: aws.demoUser.arn.split('/').at(-1) }));
  iam.destroy();
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey ?? {};
  if (!accessKeyId || !secretAccessKey) throw new Error('IAM made no key');
  return { accessKeyId, secretAccessKey };
}
