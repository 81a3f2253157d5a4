import type { Json } from '../../json.ts';
import type { SqlVersion } from '../rule.ts';
import type { Expression } from './ast.ts';
import { SqlError } from './tokens.ts';

/** What a rule may ask of the message at hand besides its payload. */
export type MessageFacts = {
  /** Without the prefix of Basic Ingest. */
  topic: string;
  payload: Buffer;
  accountId: string;
  /** `n/a` when the message did not come over MQTT. */
  clientId: string;
  /** Undefined when a service or a rule sent the message. */
  principal: string | undefined;
  /** Milliseconds since the epoch. */
  now: number;
  uuid: () => string;
};

/** AWS's Undefined is JavaScript's. */
export type SqlValue = Json | undefined;

type SqlFunction = {
  args: [min: number, max: number];
  /** The first version of the SQL that knows it. */
  since: SqlVersion;
  call(facts: MessageFacts, args: SqlValue[]): SqlValue;
  /** Throws an SqlError when these arguments could never work. */
  check?(args: Expression[]): void;
};

/** By the name in lower case: AWS takes `clientid()` and `clientId()` alike. */
export const FUNCTIONS: ReadonlyMap<string, SqlFunction> = new Map(
  Object.entries<SqlFunction>({
    topic: { args: [0, 1], since: '2015-10-08', call: ({ topic }, args) => segment(topic, args) },
    timestamp: { args: [0, 0], since: '2015-10-08', call: ({ now }) => now },
    clientid: { args: [0, 0], since: '2015-10-08', call: ({ clientId }) => clientId },
    principal: { args: [0, 0], since: '2015-10-08', call: ({ principal }) => principal },
    accountid: { args: [0, 0], since: '2015-10-08', call: ({ accountId }) => accountId },
    newuuid: { args: [0, 0], since: '2015-10-08', call: ({ uuid }) => uuid() },
    isnull: { args: [1, 1], since: '2015-10-08', call: (_, [value]) => value === null },
    isundefined: { args: [1, 1], since: '2016-03-23', call: (_, [value]) => value === undefined },
    encode: { args: [2, 2], since: '2016-03-23', call: encode, check: checkEncode },
  }),
);

/** Levels count from 1. Without a number: the whole topic. */
function segment(topic: string, args: SqlValue[]): SqlValue {
  if (args.length === 0) return topic;
  const [number] = args;
  return typeof number === 'number' && Number.isInteger(number) ? topic.split('/')[number - 1] : undefined;
}

/** The evaluator hands over the payload's bytes as they came when the argument is `*`. */
function encode(_: MessageFacts, [value]: SqlValue[]): SqlValue {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text, 'utf8').toString('base64');
}

function checkEncode([, scheme]: Expression[]): void {
  if (scheme?.kind !== 'literal' || scheme.value !== 'base64') {
    throw new SqlError("encode knows no scheme but 'base64'");
  }
}
