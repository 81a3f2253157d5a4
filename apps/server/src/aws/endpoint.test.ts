import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseIotEndpoint } from './endpoint.ts';

const accepted = [
  ['a1b2c3-ats.iot.eu-west-1.amazonaws.com', 'eu-west-1', 'aws', true],
  ['a1b2c3.iot.eu-west-1.amazonaws.com', 'eu-west-1', 'aws', false],
  ['a1b2c3.ats.iot.cn-north-1.amazonaws.com.cn', 'cn-north-1', 'aws-cn', true],
  ['a1b2c3.iot.cn-northwest-1.amazonaws.com.cn', 'cn-northwest-1', 'aws-cn', false],
  ['a1b2c3-ats.iot.us-gov-west-1.amazonaws.com', 'us-gov-west-1', 'aws-us-gov', true],
  ['a1b2c3-ats.iot.ap-southeast-2.api.aws', 'ap-southeast-2', 'aws', true],
] as const;

const refused = [
  'x.iot.us-east-1.amazonaws.com.evil.example',
  'evil.example/x.iot.us-east-1.amazonaws.com',
  'user@x.iot.us-east-1.amazonaws.com',
  'https://x.iot.us-east-1.amazonaws.com@evil.example',
  'x.iot.us-east-1.amazonaws.com:9999',
  'x.iot.us-east-1.amazonaws.com.cn',
  'x.iot.cn-north-1.amazonaws.com',
  'x.s3.us-east-1.amazonaws.com',
  'iot.us-east-1.amazonaws.com',
  '127.0.0.1',
  '[::1]',
  'not-a-host',
  'x .iot.us-east-1.amazonaws.com',
  'x.iot.us-iso-east-1.amazonaws.com',
  '',
];

describe('an AWS IoT endpoint', () => {
  for (const [host, region, partition, ats] of accepted)
    test(`${host} lies in ${region}`, () => {
      assert.deepEqual(parseIotEndpoint(host), { host, region, partition, ats, ofAccount: true });
    });

  for (const text of refused)
    test(`"${text}" is none`, () => {
      assert.equal(parseIotEndpoint(text), undefined);
    });

  test('the common host of a region proves nothing about the account', () => {
    assert.equal(parseIotEndpoint('data-ats.iot.us-east-1.amazonaws.com')?.ofAccount, false);
    assert.equal(parseIotEndpoint('data.iot-fips.us-east-1.amazonaws.com')?.ofAccount, false);
  });

  const prefix = fc.stringMatching(/^[a-z0-9]{1,14}$/);
  const region = fc.constantFrom('us-east-1', 'eu-central-1', 'ap-northeast-3', 'me-south-1');
  const dressing = fc.record({
    scheme: fc.constantFrom('', 'https://', 'mqtts://', 'wss://', 'HTTPS://'),
    port: fc.constantFrom('', ':443', ':8443', ':8883'),
    path: fc.constantFrom('', '/', '/mqtt'),
    dot: fc.constantFrom('', '.'),
    before: fc.constantFrom('', ' ', '\n', '\t '),
    after: fc.constantFrom('', ' ', '\r\n'),
    upper: fc.boolean(),
  });

  test('is read through everything that copying it brings along', () => {
    fc.assert(
      fc.property(prefix, region, dressing, (id, where, { scheme, port, path, dot, before, after, upper }) => {
        const host = `${id}-ats.iot.${where}.amazonaws.com`;
        const typed = `${before}${scheme}${upper ? host.toUpperCase() : host}${dot}${port}${path}${after}`;
        // A dot belongs before the port.
        assert.equal(parseIotEndpoint(typed)?.host, host, typed);
        assert.equal(parseIotEndpoint(typed)?.region, where);
      }),
    );
  });

  test('is never read out of the middle of another host', () => {
    fc.assert(
      fc.property(prefix, region, fc.stringMatching(/^[a-z0-9]{1,8}$/), (id, where, evil) => {
        const host = `${id}-ats.iot.${where}.amazonaws.com`;
        for (const typed of [
          `${host}.${evil}.example`,
          `${host}${evil}.example`,
          `${evil}.example?${host}`,
          `${evil}.example#${host}`,
        ])
          assert.equal(parseIotEndpoint(typed), undefined, typed);
      }),
    );
  });

  test('whatever is typed, what is accepted is a host of AWS and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const endpoint = parseIotEndpoint(typed);
        if (endpoint) assert.match(endpoint.host, /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|api\.aws)$/);
      }),
    );
  });
});
