import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readOutputs } from './read.ts';

const ROLE = 'arn:aws:iam::123456789012:role/enebular_status_push_role';
const HOST = 'a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com';
const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const ALL = { ...KEY, endpoint: HOST, region: 'eu-west-1', roleArn: ROLE };

const accessKey = JSON.stringify({
  AccessKey: {
    UserName: 'enebular-conn-user',
    AccessKeyId: KEY.accessKeyId,
    Status: 'Active',
    SecretAccessKey: KEY.secretAccessKey,
    CreateDate: '2026-11-01T10:00:00+00:00',
  },
});
const stack = (outputs: object) =>
  JSON.stringify({
    Stacks: [{ StackName: 'x', Outputs: outputs, RoleARN: 'arn:aws:iam::123456789012:role/deployer' }],
  });
const stackOutputs = [
  { OutputKey: 'RoleArn', OutputValue: ROLE, Description: 'IAM Role ARN' },
  { OutputKey: 'UserName', OutputValue: 'enebular-conn-user' },
  { OutputKey: 'Region', OutputValue: 'eu-west-1' },
];
const terraform = JSON.stringify({
  role_arn: { sensitive: false, type: 'string', value: ROLE },
  endpoint: { sensitive: false, type: 'string', value: HOST },
  region: { sensitive: false, type: 'string', value: 'eu-west-1' },
});

const cases: [string, string, object][] = [
  ['the JSON of the set-up script', JSON.stringify(ALL, null, 2), ALL],
  [
    'S66 a stack as describe-stacks gives it, and the access key after it',
    `${stack(stackOutputs)}\n${accessKey}\n`,
    { ...KEY, region: 'eu-west-1', roleArn: ROLE },
  ],
  ['a stack’s outputs alone', JSON.stringify(stackOutputs), { region: 'eu-west-1', roleArn: ROLE }],
  [
    'the table of outputs, copied from the CloudFormation console',
    `Key\tValue\tDescription\tExport name\nRoleArn\t${ROLE}\tIAM Role ARN\t-\nRegion\teu-west-1\tThe region\t-\n`,
    { region: 'eu-west-1', roleArn: ROLE },
  ],
  ['terraform output -json with the access key after it', `${terraform}\n${accessKey}`, ALL],
  [
    'terraform output without -json',
    `endpoint = "${HOST}"\nrole_arn  = "${ROLE}"\nuser_name = "enebular-conn-user"\n`,
    { endpoint: HOST, roleArn: ROLE },
  ],
  ['S53 what create-access-key answers', accessKey, KEY],
  [
    'S53 the CSV file of the AWS console',
    `\uFEFFAccess key ID,Secret access key\r\n${KEY.accessKeyId},${KEY.secretAccessKey}\r\n`,
    KEY,
  ],
  [
    'S53 the CSV file of the older console',
    `User name,Password,Access key ID,Secret access key,Console login link\nenebular-conn-user,,${KEY.accessKeyId},${KEY.secretAccessKey},https://123456789012.signin.aws.amazon.com/console\n`,
    KEY,
  ],
  ['what describe-endpoint answers', JSON.stringify({ endpointAddress: HOST }), { endpoint: HOST }],
  ['what create-role answers', JSON.stringify({ Role: { RoleName: 'x', Arn: ROLE } }), { roleArn: ROLE }],
  [
    'settings of a shell',
    `export AWS_ACCESS_KEY_ID=${KEY.accessKeyId}\nexport AWS_SECRET_ACCESS_KEY='${KEY.secretAccessKey}'\n`,
    KEY,
  ],
  ['a bare ARN', `  ${ROLE}\n`, { roleArn: ROLE }],
  ['a bare host', HOST, { endpoint: HOST }],
  [
    'Chinese endpoints',
    'abc123.ats.iot.cn-north-1.amazonaws.com.cn',
    {
      endpoint: 'abc123.ats.iot.cn-north-1.amazonaws.com.cn',
    },
  ],
  ['nothing that is meant', 'Hello: {"this": "is", "not": [it]} arn:aws:iam::123456789012:user/x', {}],
];

describe('the outputs of a set-up', () => {
  for (const [what, text, fields] of cases)
    test(`are read from ${what}`.replace(/^are read from (S\d+) /, '$1 are read from '), () =>
      assert.deepEqual(readOutputs(text), fields),
    );

  test('of two values for a field give the later one', () => {
    const newer = accessKey.replaceAll('EXAMPLE', 'EXAMPLF');
    assert.equal(readOutputs(`${accessKey}${newer}`).accessKeyId, 'AKIAIOSFODNN7EXAMPLF');
  });

  test('may be any text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      '=',
      ':',
      '\t',
      '\n',
      'RoleArn',
      ' ',
      'x',
      accessKey,
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        for (const value of Object.values(readOutputs(parts.join('')))) assert.notEqual(value.trim(), '');
      }),
    );
  });
});
