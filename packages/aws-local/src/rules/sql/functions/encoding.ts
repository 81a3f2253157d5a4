import { createHash } from 'node:crypto';
import { parseJson } from '../../../json.ts';
import type { Expression } from '../ast.ts';
import { SqlError } from '../tokens.ts';
import { type SqlValue, toText } from '../values.ts';
import { SECOND, type SqlFunction, type SqlFunctions } from './function.ts';
import { md2 } from './md2.ts';

const hash = (digest: (bytes: Buffer) => string): SqlFunction => ({
  args: [1, 1],
  call([value]) {
    const text = toText(value);
    return text === undefined ? undefined : digest(Buffer.from(text));
  },
});

const hashes = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((name): [string, SqlFunction] => [
  name,
  hash((bytes) => createHash(name).update(bytes).digest('hex')),
]);

export const encodingFunctions: SqlFunctions = {
  ...Object.fromEntries(hashes),
  md2: hash(md2),
  /** The evaluator hands over the payload's bytes as they came when the argument is `*`. */
  encode: {
    args: [2, 2],
    since: SECOND,
    check: ([, scheme]) => checkScheme('encode', scheme),
    call([value]) {
      const text = toText(value);
      return text === undefined ? undefined : Buffer.from(text).toString('base64');
    },
  },
  decode: {
    args: [2, 2],
    since: SECOND,
    check: ([, scheme]) => checkScheme('decode', scheme),
    call: ([value]) => (value === undefined ? undefined : decode(value)),
  },
};

function checkScheme(name: string, scheme: Expression | undefined): void {
  if (scheme?.kind !== 'literal' || scheme.value !== 'base64') {
    throw new SqlError(`${name} knows no scheme but 'base64'`);
  }
}

/** What is JSON inside can be reached into; what is no base64 is Null. */
function decode(value: SqlValue): SqlValue {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0) return null;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const json = parseJson(text);
  return json === undefined ? text : json;
}
