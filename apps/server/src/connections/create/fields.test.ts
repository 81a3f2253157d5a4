import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '@thingdock/api';
import { readFields } from './fields.ts';

const good = {
  name: '  My AWS ',
  accessKeyId: ' AKIAIOSFODNN7EXAMPLE\n',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY ',
  endpoint: 'https://abc-ats.iot.eu-west-1.amazonaws.com/',
  roleArn: ' arn:aws:iam::123456789012:role/enebular_status_push_role \r\n',
};

function faultOf(changed: Partial<typeof good>): Fault {
  try {
    readFields({ ...good, ...changed });
  } catch (error) {
    assert.ok(error instanceof Fault);
    return error;
  }
  throw new assert.AssertionError({ message: 'nothing was refused' });
}

describe('the fields of a new connection', () => {
  test('S13 S40 are trimmed of what copying brings along, and the region follows from the endpoint', () => {
    const fields = readFields(good);
    assert.equal(fields.name, 'My AWS');
    assert.equal(fields.accessKeyId, 'AKIAIOSFODNN7EXAMPLE');
    assert.equal(fields.at.region, 'eu-west-1');
    assert.equal(fields.role.name, 'enebular_status_push_role');
  });

  for (const field of ['name', 'accessKeyId', 'secretAccessKey', 'endpoint', 'roleArn'] as const)
    test(`${field} is required`, () => {
      assert.deepEqual(
        faultOf({ [field]: '  ' }).errors.map((error) => [error.field, error.code]),
        [[field, 'required']],
      );
    });

  test('that are all wrong are all named', () => {
    const fault = faultOf({
      name: 'x'.repeat(65),
      accessKeyId: 'AKIA!!',
      endpoint: 'not-a-host',
      roleArn: 'arn:aws:iam::1:user/x',
    });
    assert.equal(fault.code, 'validation_failed');
    assert.deepEqual(
      fault.errors.map((error) => [error.field, error.code]),
      [
        ['name', 'maxLength'],
        ['accessKeyId', 'access_key_id_invalid'],
        ['endpoint', 'endpoint_invalid'],
        ['roleArn', 'role_arn_invalid'],
      ],
    );
  });

  test('S12 a role is required, and nothing else will do', () => {
    assert.equal(faultOf({ roleArn: '' }).errors[0]?.field, 'roleArn');
    assert.equal(faultOf({ roleArn: 'arn:aws:iam::1:user/x' }).code, 'role_arn_invalid');
  });

  test('a region will do in place of the endpoint, but only its own beside it', () => {
    const { endpoint, ...rest } = good;
    assert.deepEqual(readFields({ ...rest, region: ' eu-west-1 ' }).at, { region: 'eu-west-1', endpoint: undefined });
    assert.equal(readFields({ ...good, region: 'eu-west-1' }).at.endpoint?.region, 'eu-west-1');
    for (const region of ['mars', 'us-iso-east-1', 'eu-west-2'])
      assert.throws(
        () => readFields({ ...(region === 'eu-west-2' ? { endpoint } : {}), ...rest, region }),
        (error) => error instanceof Fault && error.errors[0]?.field === 'region',
      );
  });

  test('one wrong field keeps its own code', () => {
    assert.equal(faultOf({ endpoint: 'not-a-host' }).code, 'endpoint_invalid');
    assert.equal(faultOf({ roleArn: 'arn:aws:iam::1:user/x' }).code, 'role_arn_invalid');
  });

  test('a temporary key is told from a malformed one', () => {
    assert.equal(faultOf({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }).errors[0]?.code, 'temporary_key');
  });

  test('never show the secret', () => {
    assert.equal(JSON.stringify(readFields(good)).includes('wJalr'), false);
  });
});
