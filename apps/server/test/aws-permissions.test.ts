import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Permission, userPermissions } from '@thingdock/connection-kit';

const CLIENTS = join(import.meta.dirname, '../src/aws/clients');

/** Every action that the server's AWS clients call, as they name it for IAM. */
const called = new Set(
  globSync('*.ts', { cwd: CLIENTS }).flatMap((file) =>
    [...readFileSync(join(CLIENTS, file), 'utf8').matchAll(/call\('(\w+:\w+)'/g)].map(([, action = '']) => action),
  ),
);

/** AWS asks this of whoever writes a rule, without a call of its own. */
const UNCALLED = ['iam:PassRole'];
/** Nobody can be denied it. */
const FREE = ['sts:GetCallerIdentity'];
/** Reads what the kit does not make: a role's policies that are the customer's own. */
const BEYOND_THE_KIT = ['iam:GetPolicy', 'iam:GetPolicyVersion'];

const listed = (provisioning: boolean): Permission[] =>
  userPermissions({
    ...{ partition: 'aws', accountId: '123456789012', region: 'eu-west-1', prefix: 'enebular', provisioning },
    roleArn: 'arn:aws:iam::123456789012:role/r',
    userArn: 'arn:aws:iam::123456789012:user/u',
  });

test('a connection’s key is given exactly what the server calls', () => {
  const given = new Set(listed(true).map(({ action }) => action));
  assert.ok(called.size > 30);
  assert.deepEqual([...called].filter((action) => !given.has(action)).sort(), [...BEYOND_THE_KIT, ...FREE].sort());
  assert.deepEqual(
    [...given].filter((action) => !called.has(action)),
    UNCALLED,
  );
});

test('no action is listed twice, and what only makes things is left out unless asked for', () => {
  const actions = listed(true).map(({ action }) => action);
  assert.deepEqual(
    actions.filter((action, index) => actions.indexOf(action) !== index),
    [],
  );
  assert.deepEqual(
    listed(false).filter(({ purpose }) => purpose === 'provisioning'),
    [],
  );
});
