import type { Identities } from '../identities.ts';
import type { KitDocument } from '../kit.ts';
import type { KitPlan } from '../kit-input.ts';
import { STEP_CREATE } from './steps.ts';
import { type Tree, yaml } from './yaml.ts';

const FILE = 'thingdock-account.yaml';

/**
 * A stack with the role and the user. It makes no access key, whose secret would stay readable in the stack's outputs.
 */
export function cloudFormation(plan: KitPlan, identities: Identities): KitDocument {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Role and user of a Thingdock connection to AWS account ${plan.accountId} in ${plan.region}`,
    Resources: { Role: role(identities), Policy: policy(identities), User: user(identities) },
    Outputs: {
      RoleArn: { Description: 'IAM Role ARN', Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      UserName: { Description: 'The user whose access key the connection takes', Value: { Ref: 'User' } },
      Region: { Description: 'The region of the connection', Value: plan.region },
    },
  };
  return { fileName: FILE, mediaType: 'application/yaml', text: `${yaml(template)}\n`, steps: steps(plan) };
}

function role({ role: { name, path, trust, managed, policy } }: Identities): Tree {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      Path: path,
      Description: 'Lets AWS IoT rules push the status of devices',
      AssumeRolePolicyDocument: trust,
      ...(managed.length > 0 ? { ManagedPolicyArns: managed } : {}),
      ...(policy ? { Policies: [{ PolicyName: policy.name, PolicyDocument: policy.document }] } : {}),
    },
  };
}

const policy = ({ user }: Identities): Tree => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { ManagedPolicyName: user.policy.name, PolicyDocument: user.policy.document },
});

const user = ({ user: { name, path, managed } }: Identities): Tree => ({
  Type: 'AWS::IAM::User',
  Properties: { UserName: name, Path: path, ManagedPolicyArns: [...managed, { Ref: 'Policy' }] },
});

function steps({ region, user, prefix }: KitPlan): string[] {
  const stack = `thingdock-${prefix.replaceAll('_', '-')}`;
  return [
    `aws cloudformation deploy --region ${region} --stack-name ${stack} --template-file ${FILE} --capabilities CAPABILITY_NAMED_IAM`,
    `(umask 077; { aws cloudformation describe-stacks --region ${region} --stack-name ${stack} --output json; aws iam create-access-key --user-name ${user.name} --output json; } > connection.json)`,
    STEP_CREATE,
  ];
}
