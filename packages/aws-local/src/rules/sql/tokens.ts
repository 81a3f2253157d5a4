/** Splits SQL into tokens. `at` is the character's position from 1, for error texts. */

export type Token =
  | { kind: 'name' | 'string' | 'symbol' | 'end'; text: string; at: number }
  | { kind: 'number'; text: string; value: number; at: number };

/** Why a statement was refused. Becomes SqlParseException. */
export class SqlError extends Error {
  constructor(message: string, at?: number) {
    super(at === undefined ? message : `${message} at position ${at}`);
    this.name = 'SqlError';
  }
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SYMBOL = /<>|!=|<=|>=|[=<>(),.*[\]]/y;
const SPACE = /\s+/y;

export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(sql)?.[0];
    position += found?.length ?? 0;
    return found;
  };
  while (position < sql.length) {
    if (take(SPACE)) continue;
    const at = position + 1;
    const quote = sql[position];
    if (quote === "'" || quote === '"') {
      const [text, end] = readString(sql, position);
      tokens.push({ kind: 'string', text, at });
      position = end;
      continue;
    }
    const number = take(NUMBER);
    const name = number === undefined ? take(NAME) : undefined;
    const symbol = number === undefined && name === undefined ? take(SYMBOL) : undefined;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, value: Number(number), at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
    else throw new SqlError(`unexpected character ${JSON.stringify(quote)}`, at);
  }
  return [...tokens, { kind: 'end', text: '', at: sql.length + 1 }];
}

/** Strings stand in single or double quotes (AWS's examples use both); the quote itself is doubled inside. */
function readString(sql: string, start: number): [text: string, end: number] {
  const quote = sql[start] as string;
  let text = '';
  for (let position = start + 1; position < sql.length; position += 1) {
    if (sql[position] !== quote) text += sql[position];
    else if (sql[position + 1] === quote) {
      text += quote;
      position += 1;
    } else return [text, position + 1];
  }
  throw new SqlError('a string is not closed', start + 1);
}
