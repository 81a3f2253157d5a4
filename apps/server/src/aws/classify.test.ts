import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { classify } from './classify.ts';

const answered = (name: string, httpStatusCode: number, message = 'no') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

const cases = [
  ['InvalidClientTokenId', 403, 'The security token included in the request is invalid.', 'unknown_key'],
  ['UnrecognizedClientException', 403, '', 'unknown_key'],
  ['SignatureDoesNotMatch', 403, 'The request signature we calculated does not match', 'wrong_secret'],
  ['InvalidSignatureException', 403, 'Signature expired: 20260101T000000Z is now earlier', 'clock_skew'],
  ['AccessDeniedException', 403, 'not authorized to perform: iam:PassRole on resource: x', 'pass_role_denied'],
  ['AccessDenied', 403, '', 'denied'],
  ['AuthorizationErrorException', 403, '', 'denied'],
  ['ForbiddenException', 403, '', 'denied'],
  ['NoSuchEntity', 404, '', 'not_found'],
  ['NoSuchEntityException', 404, '', 'not_found'],
  ['NotFoundException', 404, '', 'not_found'],
  ['ResourceAlreadyExistsException', 409, '', 'conflict'],
  [
    'InvalidRequestException',
    400,
    'iot.amazonaws.com is unable to perform: sts:AssumeRole on resource: x',
    'role_not_ready',
  ],
  ['InvalidRequestException', 400, 'Invalid topic', 'other'],
  ['ThrottlingException', 400, '', 'throttled'],
  ['Anything', 429, '', 'throttled'],
  ['Anything', 503, '', 'unavailable'],
  ['LimitExceededException', 410, '', 'limit'],
] as const;

describe('an error of AWS', () => {
  for (const [name, status, message, kind] of cases)
    test(`${name} ${status} "${message.slice(0, 30)}" is ${kind}`, () => {
      const failure = classify('iot:CreateTopicRule', answered(name, status, message));
      assert.equal(failure.kind, kind);
      assert.equal(failure.action, 'iot:CreateTopicRule');
    });

  test('that never came is the network’s', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    assert.equal(classify('sns:Subscribe', refused).kind, 'network');
    assert.equal(classify('sns:Subscribe', Object.assign(new Error('late'), { name: 'TimeoutError' })).kind, 'network');
  });

  test('keeps only the first line of AWS’s explanation', () => {
    const long = answered('SignatureDoesNotMatch', 403, 'The signature is wrong.\n\nThe canonical string was …');
    assert.equal(classify('sts:GetCallerIdentity', long).message, 'The signature is wrong');
  });
});
