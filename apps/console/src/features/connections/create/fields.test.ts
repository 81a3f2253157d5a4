import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeValues, createBody, FIELDS, inspectBody, missingFields, NO_VALUES, refusalByField } from './fields.ts';

describe('the form of a connection', () => {
  it('asks in the words and the order of the guide', () => {
    assert.deepEqual(
      FIELDS.map(({ label }) => label),
      ['Connection Name', 'AWS Access Key ID', 'AWS Secret Access Key', 'AWS IoT Endpoint', 'IAM Role ARN'],
    );
  });

  it('names every field that is empty, blanks included', () => {
    const missing = missingFields({ ...NO_VALUES, name: 'Plant', endpoint: '  ' });
    assert.deepEqual(Object.keys(missing), ['accessKeyId', 'secretAccessKey', 'endpoint', 'roleArn']);
    assert.equal(missing.roleArn, 'IAM Role ARN is missing.');
  });
});

describe('a region that came in place of the endpoint', () => {
  const pasted = changeValues(NO_VALUES, { region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/r' });

  it('leaves the endpoint to AWS', () => {
    assert.equal(missingFields(pasted).endpoint, undefined);
    const { endpoint, region } = createBody(pasted, false);
    assert.deepEqual({ endpoint, region }, { endpoint: undefined, region: 'eu-west-1' });
  });

  it('is forgotten for an endpoint, which says its own', () => {
    const typed = changeValues(pasted, { endpoint: 'abc-ats.iot.us-east-1.amazonaws.com' });
    const { region, ...rest } = typed;
    assert.equal(region, '');
    assert.deepEqual(createBody(typed, true), { ...rest, takeOver: true });
  });

  it('is checked like all that is filled, and nothing else is', () => {
    const { roleArn } = pasted;
    assert.deepEqual(inspectBody(pasted), { accessKeyId: '', secretAccessKey: '', region: 'eu-west-1', roleArn });
  });
});

describe('a refusal', () => {
  it('stands beside the fields that it names', () => {
    const errors = [{ field: 'roleArn', detail: 'The role belongs to another account.' }];
    const told = refusalByField({ code: 'role_in_other_account', detail: 'The role …', errors });
    assert.deepEqual(told, { fields: { roleArn: 'The role belongs to another account.' }, rest: undefined });
  });

  it('finds the field that mends it when it names none', () => {
    const told = refusalByField({ code: 'user_missing_permission', detail: 'May not sns:Subscribe.', errors: [] });
    assert.deepEqual(told.fields, { accessKeyId: 'May not sns:Subscribe.' });
  });

  it('is told for the whole form when no field can mend it', () => {
    const told = refusalByField({ code: 'connection_duplicate', detail: 'Already connected.', errors: [] });
    assert.deepEqual(told, { fields: {}, rest: 'Already connected.' });
  });
});
