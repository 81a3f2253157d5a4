import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Column, Expression, Projection, Query, Select } from './ast.ts';
import { parseSelect } from './parse.ts';
import { printSelect } from './print.ts';
import { SqlError } from './tokens.ts';

const RESERVED = /^(select|from|where|as|and|or|not|in|case|when|then|else|end|true|false|null|value|exists|set)$/;
const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/).filter((text) => !RESERVED.test(text));
const value = fc.oneof(
  fc.string({ maxLength: 6 }).filter((text) => !text.includes('${')),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
);

type Trees = { expression: Expression; query: Query };

const trees = fc.letrec<Trees>((tie) => {
  const expression = tie('expression');
  const list = fc.array(expression, { maxLength: 2 });
  const of = <T extends Expression>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Expression> =>
    fc.record(shape, { noNullPrototype: true }) as fc.Arbitrary<Expression>;
  const kind = <K extends Expression['kind']>(...kinds: K[]) => fc.constantFrom(...kinds);
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      of({ kind: kind('literal'), value }),
      of({ kind: kind('name'), name }),
      of({ kind: kind('variable'), name: fc.constantFrom('x', 'y_1') }),
      of({ kind: kind('member'), of: expression, name: fc.oneof(name, fc.constantFrom('end', 'from', 'value')) }),
      of({ kind: kind('item'), of: expression, index: fc.nat(9) }),
      of({ kind: kind('array'), items: list }),
      of({ kind: kind('object'), entries: fc.array(fc.tuple(fc.string(), expression), { maxLength: 2 }) }),
      of({ kind: kind('call'), name: fc.constantFrom('concat'), args: list }),
      fc.constant<Expression>({
        kind: 'call',
        name: 'encode',
        args: [{ kind: 'payload' }, { kind: 'literal', value: 'base64' }],
      }),
      of({
        kind: kind('cast'),
        operand: expression,
        type: fc.constantFrom('string' as const, 'int' as const, 'decimal' as const, 'boolean' as const),
      }),
      fc.record(
        {
          kind: kind('case'),
          subject: expression,
          branches: fc.array(fc.record({ when: expression, result: expression }, { noNullPrototype: true }), {
            minLength: 1,
            maxLength: 2,
          }),
          otherwise: expression,
        },
        { requiredKeys: ['kind', 'subject', 'branches'], noNullPrototype: true },
      ),
      of({ kind: kind('query', 'exists'), query: tie('query') }),
      of({ kind: kind('not'), operand: expression }),
      of({ kind: kind('and', 'or'), left: expression, right: expression }),
      of({
        kind: kind('compare'),
        operator: fc.constantFrom(
          '=' as const,
          '<>' as const,
          '<' as const,
          '<=' as const,
          '>' as const,
          '>=' as const,
        ),
        left: expression,
        right: expression,
      }),
      of({ kind: kind('in'), item: expression, list: expression }),
      of({
        kind: kind('arithmetic'),
        operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '%' as const),
        left: expression,
        right: expression,
      }),
    ),
    query: fc.record(
      { projection: projectionOf(expression), from: expression, alias: name, where: expression },
      { requiredKeys: ['projection', 'from'], noNullPrototype: true },
    ),
  };
});

function projectionOf(expression: fc.Arbitrary<Expression>): fc.Arbitrary<Projection> {
  const column: fc.Arbitrary<Column> = fc.oneof(
    fc.constant<Column>({ expression: { kind: 'payload' }, path: undefined }),
    fc.record({ expression, path: fc.array(name, { minLength: 1, maxLength: 2 }) }, { noNullPrototype: true }),
  );
  const whole = fc.constant<Expression>({ kind: 'payload' });
  return fc.oneof(
    fc.array(column, { minLength: 1, maxLength: 3 }).map((columns): Projection => ({ kind: 'columns', columns })),
    fc.oneof(expression, whole).map((one): Projection => ({ kind: 'value', expression: one })),
  );
}

const select: fc.Arbitrary<Select> = fc
  .record(
    {
      projection: projectionOf(trees.expression),
      from: fc.constantFrom('a/+', "it's/#", '$aws/things/+/shadow/update/accepted'),
      where: trees.expression,
    },
    { requiredKeys: ['projection'], noNullPrototype: true },
  )
  .map((rest) => ({
    variables: [
      ['x', { kind: 'literal', value: 1 }],
      ['y_1', { kind: 'variable', name: 'x' }],
    ],
    ...rest,
  }));

test('a printed statement parses back to itself', () => {
  fc.assert(
    fc.property(select, (statement) => {
      assert.deepEqual(parseSelect(printSelect(statement)), statement);
    }),
    { numRuns: 3000 },
  );
});

test('any text is either parsed or refused with an SqlError', () => {
  const words = fc.constantFrom(
    ..."SELECT SET VALUE * FROM 'a' WHERE NOT ( ) a . , = 1 topic [ ] { } : @x AS \" - + IN EXISTS CASE WHEN THEN ELSE END cast null".split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((list) => list.join(' ')),
      ),
      (sql) => {
        try {
          parseSelect(sql);
        } catch (error) {
          assert.ok(error instanceof SqlError, String(error));
        }
      },
    ),
    { numRuns: 3000 },
  );
});
