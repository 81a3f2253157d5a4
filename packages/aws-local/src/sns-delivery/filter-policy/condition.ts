import { type BlockList, isIP } from 'node:net';
import type { Json } from '../../json.ts';

/** What a filter policy asks of one value. A message may bring several values under a name: any of them will do. */
export type Condition =
  | { kind: 'equals'; value: Scalar }
  | { kind: 'equals-ignore-case' | 'prefix' | 'suffix'; text: string }
  | { kind: 'anything-but'; values: readonly Scalar[] }
  | { kind: 'anything-but-prefix'; text: string }
  | { kind: 'numeric'; bounds: readonly Bound[] }
  | { kind: 'cidr'; network: BlockList }
  | { kind: 'exists'; wanted: boolean };

export type Scalar = string | number | boolean | null;
export type Bound = { operator: '=' | '<' | '<=' | '>' | '>='; value: number };

export const isScalar = (value: Json | undefined): value is Scalar =>
  value !== undefined && (value === null || typeof value !== 'object');

/** @param values what the message has under the name; empty: it has nothing there */
export function holds(condition: Condition, values: readonly Scalar[]): boolean {
  if (condition.kind === 'exists') return values.length > 0 === condition.wanted;
  return values.some((value) => holdsFor(condition, value));
}

function holdsFor(condition: Exclude<Condition, { kind: 'exists' }>, value: Scalar): boolean {
  switch (condition.kind) {
    case 'equals':
      return value === condition.value;
    case 'anything-but':
      return !condition.values.includes(value);
    case 'numeric':
      return typeof value === 'number' && condition.bounds.every((bound) => keeps(bound, value));
    default:
      return typeof value === 'string' && holdsForText(condition, value);
  }
}

type OfText = Exclude<Condition, { kind: 'exists' | 'equals' | 'anything-but' | 'numeric' }>;

function holdsForText(condition: OfText, value: string): boolean {
  switch (condition.kind) {
    case 'equals-ignore-case':
      return value.toLowerCase() === condition.text.toLowerCase();
    case 'prefix':
      return value.startsWith(condition.text);
    case 'suffix':
      return value.endsWith(condition.text);
    case 'anything-but-prefix':
      return !value.startsWith(condition.text);
    case 'cidr':
      return isIP(value) !== 0 && condition.network.check(value, isIP(value) === 6 ? 'ipv6' : 'ipv4');
  }
}

function keeps({ operator, value: bound }: Bound, value: number): boolean {
  switch (operator) {
    case '=':
      return value === bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}
