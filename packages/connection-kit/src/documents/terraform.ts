import type { Identities } from '../identities.ts';
import type { KitDocument } from '../kit.ts';
import type { KitPlan } from '../kit-input.ts';
import { assignments, hcl, hclText } from './hcl.ts';
import { STEP_CREATE } from './steps.ts';
import type { Tree } from './yaml.ts';

/**
 * A Terraform (or OpenTofu) configuration with the role and the user. It makes no access key, whose secret would stay
 * readable in Terraform's state.
 */
export function terraform(plan: KitPlan, identities: Identities): KitDocument {
  return {
    fileName: 'thingdock-account.tf',
    mediaType: 'text/plain',
    text: [header(plan), role(identities), user(identities), outputs(plan)].join('\n'),
    steps: [
      'terraform init && terraform apply',
      `(umask 077; { terraform output -json; aws iam create-access-key --user-name ${plan.user.name} --output json; } > connection.json)`,
      STEP_CREATE,
    ],
  };
}

const header = ({ accountId, region }: KitPlan): string => `\
# Role and user of a Thingdock connection to AWS account ${accountId} in ${region}.
terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
  region              = ${hclText(region)}
  allowed_account_ids = [${hclText(accountId)}]
}
`;

function role({ role: { name, path, trust, managed, policy } }: Identities): string {
  return [
    block('resource "aws_iam_role" "rules"', {
      name: hclText(name),
      path: hclText(path),
      description: hclText('Lets AWS IoT rules push the status of devices'),
      assume_role_policy: encoded(trust),
    }),
    ...managed.map((arn) =>
      block(`resource "aws_iam_role_policy_attachment" "rules_${lastPart(arn)}"`, {
        role: 'aws_iam_role.rules.name',
        policy_arn: hclText(arn),
      }),
    ),
    ...(policy
      ? [
          block('resource "aws_iam_role_policy" "rules"', {
            name: hclText(policy.name),
            role: 'aws_iam_role.rules.id',
            policy: encoded(policy.document),
          }),
        ]
      : []),
  ].join('\n');
}

function user({ user: { name, path, managed, policy } }: Identities): string {
  const attached = (label: string, policy_arn: string) =>
    block(`resource "aws_iam_user_policy_attachment" "${label}"`, {
      user: 'aws_iam_user.connection.name',
      policy_arn,
    });
  return [
    block('resource "aws_iam_user" "connection"', { name: hclText(name), path: hclText(path) }),
    block('resource "aws_iam_policy" "connection"', { name: hclText(policy.name), policy: encoded(policy.document) }),
    attached('connection', 'aws_iam_policy.connection.arn'),
    ...managed.map((arn) => attached(`connection_${lastPart(arn)}`, hclText(arn))),
  ].join('\n');
}

const outputs = ({ region }: KitPlan): string =>
  [
    block('data "aws_iot_endpoint" "data"', { endpoint_type: hclText('iot:Data-ATS') }),
    block('output "role_arn"', { value: 'aws_iam_role.rules.arn' }),
    block('output "endpoint"', { value: 'data.aws_iot_endpoint.data.endpoint_address' }),
    block('output "user_name"', { value: 'aws_iam_user.connection.name' }),
    block('output "region"', { value: hclText(region) }),
  ].join('\n');

/** `values`: expressions of Terraform's language. */
const block = (head: string, values: Readonly<Record<string, string>>): string =>
  `${head} {\n${assignments(Object.entries(values), '  ').join('\n')}\n}\n`;

const encoded = (document: Tree): string => `jsonencode(${hcl(document, 1)})`;
const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
