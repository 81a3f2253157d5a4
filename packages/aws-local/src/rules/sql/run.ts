import type { Select } from './ast.ts';
import { evaluate, project, type Scope } from './evaluate.ts';
import type { Input } from './input.ts';
import type { SqlValue } from './values.ts';

/** Where a rule's expressions are evaluated, those of its templates too: the message and the variables of SET. */
export function scopeOf({ variables }: Pick<Select, 'variables'>, input: Input): Scope {
  const values = new Map<string, SqlValue>();
  const scope: Scope = { input, variables: values, row: input.json };
  for (const [name, value] of variables) values.set(name, evaluate(value, scope));
  return scope;
}

/** What the rule's actions get, or undefined when WHERE is not true. A value that is Undefined by itself is an empty text ("Data types"). */
export function runSelect({ projection, where }: Select, scope: Scope): Buffer | undefined {
  if (where && evaluate(where, scope) !== true) return undefined;
  const value = project(projection, scope);
  if (value !== undefined) return Buffer.from(JSON.stringify(value));
  return isWholePayload(projection) ? scope.input.payload : Buffer.alloc(0);
}

function isWholePayload(projection: Select['projection']): boolean {
  if (projection.kind === 'value') return projection.expression.kind === 'payload';
  const [first, ...others] = projection.columns;
  return first !== undefined && !first.path && others.length === 0;
}
