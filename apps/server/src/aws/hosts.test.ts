import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serviceHosts } from './hosts.ts';

describe('the host of each service', () => {
  test('is the regional one, and the account’s own for device data', () => {
    const hosts = serviceHosts(
      { partition: 'aws', region: 'eu-west-1', iotDataHost: 'abc-ats.iot.eu-west-1.amazonaws.com' },
      undefined,
    );
    assert.deepEqual(
      Object.values(hosts).map(({ url }) => url),
      [
        'https://sts.eu-west-1.amazonaws.com',
        'https://iam.amazonaws.com',
        'https://sns.eu-west-1.amazonaws.com',
        'https://iot.eu-west-1.amazonaws.com',
        'https://abc-ats.iot.eu-west-1.amazonaws.com',
      ],
    );
    assert.equal(hosts.iam.region, 'us-east-1');
  });

  test('in China has China’s suffix', () => {
    const hosts = serviceHosts({ partition: 'aws-cn', region: 'cn-north-1' }, undefined);
    assert.equal(hosts.sns.url, 'https://sns.cn-north-1.amazonaws.com.cn');
    assert.equal(hosts.iam.url, 'https://iam.cn-north-1.amazonaws.com.cn');
    assert.equal(hosts.iotData.url, 'https://data.ats.iot.cn-north-1.amazonaws.com.cn');
  });

  test('is the stand-in in local mode, even when a host of AWS is known', () => {
    const local = new URL('https://localhost:4443');
    const hosts = serviceHosts(
      { partition: 'aws', region: 'eu-west-1', iotDataHost: 'abc-ats.iot.eu-west-1.amazonaws.com' },
      local,
    );
    assert.deepEqual(new Set(Object.values(hosts).map(({ url }) => url)), new Set(['https://localhost:4443']));
  });
});
