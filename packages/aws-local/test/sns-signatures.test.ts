import assert from 'node:assert/strict';
import { it } from 'node:test';
import { rememberSignatures } from '../src/sns-delivery/signatures.ts';

it('a message is signed once, whoever gets it, and anew when it has been forgotten', () => {
  const signed: string[] = [];
  const key = rememberSignatures({
    certificatePem: '',
    path: '',
    sign(text, version) {
      signed.push(version + text);
      return `${version}:${text}`;
    },
  });
  for (const _ of [1, 2, 3]) assert.equal(key.sign('a', '2'), '2:a');
  assert.equal(key.sign('a', '1'), '1:a');
  assert.deepEqual(signed, ['2a', '1a']);
  for (let other = 0; other < 40; other += 1) key.sign(`other ${other}`, '2');
  assert.equal(key.sign('a', '2'), '2:a');
  assert.equal(signed.filter((one) => one === '2a').length, 2);
});
