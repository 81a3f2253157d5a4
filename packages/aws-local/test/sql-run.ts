import { randomIds } from '@thingdock/effects';
import type { SqlVersion } from '../src/rules/rule.ts';
import type { Scope } from '../src/rules/sql/evaluate.ts';
import { type Input, lazyJson } from '../src/rules/sql/input.ts';
import { parseSelect } from '../src/rules/sql/parse.ts';
import { runSelect, scopeOf } from '../src/rules/sql/run.ts';

/** A message as a rule sees it, with the same values in every run. */
export function testInput(payload: unknown, more: Partial<Input> = {}): Input {
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  return {
    topic: 'a/b/c',
    payload: bytes,
    json: lazyJson(bytes),
    accountId: '123456789012',
    clientId: 'client-1',
    principal: 'cafe',
    sourceIp: '127.0.0.1',
    traceId: '12345678-1234-1234-1234-123456789012',
    now: 1_700_000_000_123,
    version: '2016-03-23',
    uuid: () => '00000000-0000-4000-8000-000000000001',
    random: () => Number(`0.${randomIds.pick('0123456789', 15)}`),
    thingShadow: () => undefined,
    ...more,
  };
}

export function testScope(payload: unknown, more: Partial<Input> = {}): Scope {
  return scopeOf({ variables: [] }, testInput(payload, more));
}

/** The output of a statement as bytes; undefined when WHERE does not let the message through. */
export function runSql(sql: string, payload: unknown, more: Partial<Input> = {}): Buffer | undefined {
  const version: SqlVersion = more.version ?? '2016-03-23';
  const select = parseSelect(sql, version);
  return runSelect(select, scopeOf(select, testInput(payload, more)));
}

/** The value of one expression; undefined is AWS's Undefined. */
export function valueOfSql(expression: string, payload: unknown = {}, more: Partial<Input> = {}): unknown {
  const output = runSql(`SELECT ${expression} AS x FROM 'a'`, payload, more)?.toString() ?? '';
  return (JSON.parse(output) as { x?: unknown }).x;
}
