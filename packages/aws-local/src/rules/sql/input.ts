import { type Json, parseJson } from '../../json.ts';
import type { SqlVersion } from '../rule.ts';
import type { SqlValue } from './values.ts';

/** What a rule may ask of the message at hand. */
export type Input = {
  /** Without the prefix of Basic Ingest. */
  topic: string;
  payload: Buffer;
  /** The payload as JSON; undefined when it is none: then no field has a value, and `*` is the bytes. */
  json(): Json | undefined;
  accountId: string;
  /** Undefined when the message did not come over MQTT. */
  clientId: string | undefined;
  /** Undefined when a service or a rule sent the message. */
  principal: string | undefined;
  /** Of the device; undefined when none sent the message. */
  sourceIp: string | undefined;
  traceId: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** Of the rule. */
  version: SqlVersion;
  uuid(): string;
  /** From 0 to 1, uniformly distributed. */
  random(): number;
  /** The document of a shadow, if there is one and the role may read it. */
  thingShadow(thingName: string, shadowName: string | undefined, roleArn: string): SqlValue;
};

/** Parses a payload when somebody asks for the first time: one message may meet many rules, and most look at its topic only. */
export function lazyJson(payload: Buffer): () => Json | undefined {
  let parsed: { json: Json | undefined } | undefined;
  return () => {
    parsed ??= { json: parseJson(payload.toString('utf8')) };
    return parsed.json;
  };
}
