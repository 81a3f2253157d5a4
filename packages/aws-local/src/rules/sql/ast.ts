/** AWS IoT SQL as the stand-in runs it ("AWS IoT SQL reference"). Everything else is refused when a rule is made. */

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type CastType = 'string' | 'int' | 'decimal' | 'boolean';

export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null }
  /** A field of the payload, or of the item that a nested query looks at. */
  | { kind: 'name'; name: string }
  /** `@name`, defined by SET. */
  | { kind: 'variable'; name: string }
  | { kind: 'member'; of: Expression; name: string }
  | { kind: 'item'; of: Expression; index: number }
  /** The whole payload: only as a column, after VALUE, and as what `encode` encodes. */
  | { kind: 'payload' }
  | { kind: 'array'; items: Expression[] }
  | { kind: 'object'; entries: [key: string, value: Expression][] }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'cast'; operand: Expression; type: CastType }
  | { kind: 'case'; subject: Expression; branches: Branch[]; otherwise?: Expression }
  | { kind: 'query'; query: Query }
  | { kind: 'exists'; query: Query }
  | { kind: 'not'; operand: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; operator: Comparison; left: Expression; right: Expression }
  | { kind: 'in'; item: Expression; list: Expression }
  | { kind: 'arithmetic'; operator: ArithmeticOperator; left: Expression; right: Expression };

export type Branch = { when: Expression; result: Expression };

/** Where a column goes in the output (`AS a.b`: two steps); the column `*` goes nowhere, since it spreads. */
export type Column = { expression: Expression; path: string[] | undefined };

/** What a SELECT makes: an object of columns, or with VALUE the bare value of one expression. */
export type Projection = { kind: 'columns'; columns: Column[] } | { kind: 'value'; expression: Expression };

/** A nested SELECT, over the items of an array or over one object. */
export type Query = { projection: Projection; from: Expression; alias?: string; where?: Expression };

/** A statement of a rule. Without FROM it runs for Basic Ingest only. */
export type Select = {
  variables: [name: string, value: Expression][];
  projection: Projection;
  from?: string;
  where?: Expression;
};
