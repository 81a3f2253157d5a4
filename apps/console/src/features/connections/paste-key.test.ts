import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPastedKey } from './paste-key.ts';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

describe('pasting a whole access key', () => {
  it('takes the answer of create-access-key', () => {
    const answer = {
      AccessKey: {
        UserName: 'enebular-conn-user',
        AccessKeyId: key.accessKeyId,
        Status: 'Active',
        SecretAccessKey: key.secretAccessKey,
      },
    };
    assert.deepEqual(readPastedKey(JSON.stringify(answer, null, 4)), key);
  });

  it('takes the CSV file of the AWS console, with its byte order mark', () => {
    const csv = `\ufeffAccess key ID,Secret access key\r\n${key.accessKeyId},${key.secretAccessKey}\r\n`;
    assert.deepEqual(readPastedKey(csv), key);
  });

  it('leaves every other text alone', () => {
    for (const text of ['', key.accessKeyId, '{', '{"AccessKey":{}}', 'a,b\nc,d'])
      assert.equal(readPastedKey(text), undefined);
  });
});
