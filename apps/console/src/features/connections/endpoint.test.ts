import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpointRegion, regionName, roleAccount } from './endpoint.ts';

describe('the region of an endpoint', () => {
  it('is read from the host as AWS shows it', () => {
    assert.equal(endpointRegion('a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com'), 'eu-west-1');
    assert.equal(endpointRegion('a1b2c3.ats.iot.cn-north-1.amazonaws.com.cn'), 'cn-north-1');
  });

  it('is read from what comes along when copying', () => {
    assert.equal(endpointRegion('  HTTPS://a1-ats.iot.us-gov-west-1.amazonaws.com:8443/topics\n'), 'us-gov-west-1');
  });

  it('is not read from anything else', () => {
    for (const typed of ['', 'a1-ats.iot.eu-west-1', 'a1-ats.iot.eu-west-1.amazonaws.com.evil.example', 'not a host'])
      assert.equal(endpointRegion(typed), undefined);
  });

  it('has the name of its place where we know it', () => {
    assert.equal(regionName('eu-west-1'), 'eu-west-1 (Ireland)');
    assert.equal(regionName('xx-new-1'), 'xx-new-1');
  });
});

describe('the account of a role', () => {
  it('is read from its ARN', () => {
    assert.equal(roleAccount(' arn:aws:iam::123456789012:role/some/path/push_role\n'), '123456789012');
    assert.equal(roleAccount('arn:aws:iam::123456789012:user/somebody'), undefined);
  });
});
