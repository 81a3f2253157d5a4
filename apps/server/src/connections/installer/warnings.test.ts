import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warnOf } from './warnings.ts';

const key = (access_key_id: string, user_arn: string) => ({ access_key_id, user_arn });
const codes = (...used: Parameters<typeof warnOf>[1]) => warnOf(key('AKIA1', 'arn:1'), used).map(({ code }) => code);

test('a key for installing is warned of by the closest thing that it shares with a connection, and only by that', () => {
  assert.deepEqual(codes(), []);
  assert.deepEqual(codes(key('AKIA2', 'arn:2')), []);
  assert.deepEqual(codes(key('AKIA2', 'arn:1')), ['installer_user_is_connection_user']);
  assert.deepEqual(codes(key('AKIA2', 'arn:1'), key('AKIA1', 'arn:1')), ['installer_key_is_connection_key']);
});
