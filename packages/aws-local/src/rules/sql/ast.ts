/** The part of AWS IoT SQL that the stand-in runs ("AWS IoT SQL reference"). Everything else is refused when a rule is made. */

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Expression =
  | { kind: 'literal'; value: string | number | boolean }
  /** `state.reported.list[0]` */
  | { kind: 'path'; steps: (string | number)[] }
  /** The whole payload: only as a column of its own and as what `encode` encodes. */
  | { kind: 'payload' }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'not'; operand: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; operator: Comparison; left: Expression; right: Expression };

/** `name` is the key in the output; the column `*` has none, since it spreads. */
export type Column = { expression: Expression; name: string | undefined };

export type Select = { columns: Column[]; from: string; where?: Expression };
