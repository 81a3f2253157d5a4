/** Splits SQL into tokens. `at` is the character's position from 1, for error texts. */

export type Token =
  | { kind: 'name' | 'variable' | 'string' | 'symbol' | 'end'; text: string; at: number }
  | { kind: 'number'; text: string; value: number; at: number };

/** Why a statement was refused. Becomes SqlParseException. */
export class SqlError extends Error {
  constructor(message: string, at?: number) {
    super(at === undefined ? message : `${message} at position ${at}`);
    this.name = 'SqlError';
  }
}

const SPACE = /\s+/y;
/** The first that fits wins. A minus is a sign of its own: `a -1` is a subtraction. */
const PATTERNS = [
  ['number', /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['variable', /@[A-Za-z0-9_]{1,64}(?![A-Za-z0-9_])/y],
  ['symbol', /<>|!=|<=|>=|[=<>(),.*[\]{}:+\-/%]/y],
] as const;

export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < sql.length) {
    const space = matchAt(SPACE, sql, position);
    if (space) {
      position += space.length;
      continue;
    }
    const quote = sql[position];
    const [token, end] = quote === "'" || quote === '"' ? readString(sql, position) : readToken(sql, position);
    tokens.push(token);
    position = end;
  }
  return [...tokens, { kind: 'end', text: '', at: sql.length + 1 }];
}

function readToken(sql: string, start: number): [token: Token, end: number] {
  const at = start + 1;
  for (const [kind, pattern] of PATTERNS) {
    const text = matchAt(pattern, sql, start);
    if (text === undefined) continue;
    return [kind === 'number' ? { kind, text, value: Number(text), at } : { kind, text, at }, start + text.length];
  }
  throw new SqlError(`unexpected character ${JSON.stringify(sql[start])}`, at);
}

function matchAt(pattern: RegExp, sql: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(sql)?.[0];
}

/** Strings stand in single or double quotes (AWS's examples use both); the quote itself is doubled inside. */
function readString(sql: string, start: number): [token: Token, end: number] {
  const quote = sql[start] as string;
  let text = '';
  for (let position = start + 1; position < sql.length; position += 1) {
    if (sql[position] !== quote) text += sql[position];
    else if (sql[position + 1] === quote) {
      text += quote;
      position += 1;
    } else return [{ kind: 'string', text, at: start + 1 }, position + 1];
  }
  throw new SqlError('a string is not closed', start + 1);
}
