import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPublicHost } from './public-url.ts';

describe('a host that AWS can deliver to', () => {
  const hosts: [boolean, string[]][] = [
    [true, ['thingdock.example.com', '8.8.8.8', '172.32.0.1', '100.128.0.1', '[2606:4700::1111]']],
    [false, ['localhost', 'server', 'nas.local', 'x.localhost', 'box.internal', '[::1]', '[fd00::1]', '[fe80::1]']],
    [
      false,
      ['127.0.0.1', '10.1.2.3', '192.168.0.1', '172.16.0.1', '172.31.0.1', '169.254.1.1', '100.64.0.1', '0.0.0.0'],
    ],
  ];
  for (const [yes, names] of hosts)
    for (const name of names)
      test(`${name} is ${yes ? '' : 'not '}public`, () =>
        assert.equal(isPublicHost(new URL(`https://${name}`).hostname), yes));
});
