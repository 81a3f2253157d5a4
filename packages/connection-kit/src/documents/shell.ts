import type { Identities } from '../identities.ts';
import type { KitDocument } from '../kit.ts';
import type { KitPlan } from '../kit-input.ts';
import type { PolicyDocument } from '../policies.ts';
import { STEP_CREATE } from './steps.ts';

const FILE = 'thingdock-account.sh';

/** A script for any POSIX shell with the AWS CLI, which can be run again and again, and prints the form's fields as JSON. */
export function shell(plan: KitPlan, identities: Identities): KitDocument {
  return {
    fileName: FILE,
    mediaType: 'text/x-shellscript',
    text: [head(plan), role(identities), user(identities), key(plan)].join('\n'),
    steps: [`(umask 077; sh ${FILE} > connection.json)`, STEP_CREATE],
  };
}

const head = ({ accountId, region }: KitPlan): string => `\
#!/bin/sh
# Sets up role and user of a Thingdock connection to AWS account ${accountId} in ${region}.
# Needs the AWS CLI with credentials that may administer IAM. Running it again puts role and policies right.
# Prints what the form of a new connection asks for, with the secret of a new access key: keep it to yourself.
# A user that has a key already gets another one only with NEW_KEY=1.
set -eu
export AWS_PAGER=''

say() { printf '%s\\n' "$*" >&2; }

account=$(aws sts get-caller-identity --query Account --output text)
if [ "$account" != ${quoted(accountId)} ]; then
  say "These credentials are of account $account, not of ${accountId}."
  exit 1
fi
`;

function role({ role }: Identities): string {
  return [
    variable('trust', role.trust),
    `role_arn=$(aws iam get-role --role-name ${quoted(role.name)} --query Role.Arn --output text 2>/dev/null) || role_arn=''`,
    `if [ "$role_arn" = '' ]; then`,
    `  say ${quoted(`Creating the role ${role.name}.`)}`,
    `  role_arn=$(aws iam create-role --role-name ${quoted(role.name)} --path ${quoted(role.path)} \\`,
    `    --assume-role-policy-document "$trust" --query Role.Arn --output text)`,
    `elif [ "$role_arn" = ${quoted(role.arn)} ]; then`,
    `  say ${quoted(`The role ${role.name} is there: its trust policy is set anew.`)}`,
    `  aws iam update-assume-role-policy --role-name ${quoted(role.name)} --policy-document "$trust"`,
    'else',
    `  say "There is another role of this name, $role_arn. Choose another name."`,
    '  exit 1',
    'fi',
    ...role.managed.map((arn) => `aws iam attach-role-policy --role-name ${quoted(role.name)} --policy-arn ${arn}`),
    ...(role.policy
      ? [
          variable('role_policy', role.policy.document),
          `aws iam put-role-policy --role-name ${quoted(role.name)} --policy-name ${quoted(role.policy.name)} \\`,
          '  --policy-document "$role_policy"',
        ]
      : []),
    '',
  ].join('\n');
}

function user({ user }: Identities): string {
  const policyArn = user.arn.replace(/:user\/.*$/, `:policy/${user.policy.name}`);
  return [
    variable('user_policy', user.policy.document),
    `policy_arn=${quoted(policyArn)}`,
    SET_POLICY(user.policy.name),
    `if aws iam get-user --user-name ${quoted(user.name)} >/dev/null 2>&1; then`,
    `  say ${quoted(`The user ${user.name} is there.`)}`,
    'else',
    `  say ${quoted(`Creating the user ${user.name}.`)}`,
    `  aws iam create-user --user-name ${quoted(user.name)} --path ${quoted(user.path)} >/dev/null`,
    'fi',
    ...user.managed.map((arn) => `aws iam attach-user-policy --user-name ${quoted(user.name)} --policy-arn ${arn}`),
    `aws iam attach-user-policy --user-name ${quoted(user.name)} --policy-arn "$policy_arn"`,
    '',
  ].join('\n');
}

/** A policy keeps five versions at most (IAM quotas), so the oldest makes room. */
const SET_POLICY = (name: string): string => `\
if aws iam get-policy --policy-arn "$policy_arn" >/dev/null 2>&1; then
  say ${quoted(`The policy ${name} is there: it gets a new version.`)}
  versions=$(aws iam list-policy-versions --policy-arn "$policy_arn" --query 'length(Versions)' --output text)
  if [ "$versions" -ge 5 ]; then
    oldest=$(aws iam list-policy-versions --policy-arn "$policy_arn" --output text \\
      --query 'sort_by(Versions[?!IsDefaultVersion], &CreateDate)[0].VersionId')
    aws iam delete-policy-version --policy-arn "$policy_arn" --version-id "$oldest"
  fi
  aws iam create-policy-version --policy-arn "$policy_arn" --policy-document "$user_policy" --set-as-default >/dev/null
else
  say ${quoted(`Creating the policy ${name}.`)}
  aws iam create-policy --policy-name ${quoted(name)} --policy-document "$user_policy" >/dev/null
fi`;

const key = ({ region, user }: KitPlan): string => `\
endpoint=$(aws iot describe-endpoint --endpoint-type iot:Data-ATS --region ${region} \\
  --query endpointAddress --output text)
keys=$(aws iam list-access-keys --user-name ${quoted(user.name)} --query 'length(AccessKeyMetadata)' --output text)
secrets=''
if [ "$keys" = 0 ] || [ "\${NEW_KEY:-}" = 1 ]; then
  say ${quoted(`Creating an access key of ${user.name}.`)}
  created=$(aws iam create-access-key --user-name ${quoted(user.name)} --output text \\
    --query '[AccessKey.AccessKeyId, AccessKey.SecretAccessKey]')
  set -- $created
  secrets=$(printf '  "accessKeyId": "%s",\\n  "secretAccessKey": "%s",' "$1" "$2")
else
  say ${quoted(`${user.name} has an access key, whose secret only its owner knows. NEW_KEY=1 makes another.`)}
fi
printf '{\\n%s\\n  "endpoint": "%s",\\n  "region": "%s",\\n  "roleArn": "%s"\\n}\\n' \\
  "$secrets" "$endpoint" ${quoted(region)} "$role_arn"
`;

const variable = (name: string, document: PolicyDocument): string =>
  `${name}=${quoted(JSON.stringify(document, null, 2))}`;

/** In single quotes a shell takes every character as it is; the quote itself is put between two such texts. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
