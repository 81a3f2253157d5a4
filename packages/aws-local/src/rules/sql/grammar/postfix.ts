import type { Expression } from '../ast.ts';
import type { Grammar } from './grammar.ts';
import { primary } from './primary.ts';

/** `state.list[0].name`: what follows a value to reach into it. */
export function postfix(input: Grammar): Expression {
  let of = primary(input);
  for (;;) {
    if (input.skipSymbol('.')) of = { kind: 'member', of, name: input.anyName('a name after the dot') };
    else if (input.skipSymbol('[')) of = { kind: 'item', of, index: index(input) };
    else return of;
  }
}

function index(input: Grammar): number {
  const token = input.peek();
  if (token.kind !== 'number' || !Number.isInteger(token.value)) return input.fail('an index');
  input.next();
  input.symbol(']');
  return token.value;
}
