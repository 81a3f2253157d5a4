import type { SqlVersion } from '../rule.ts';
import { SqlError, type Token, tokenize } from './tokens.ts';

/** A place in the tokens of a statement. `skip…` says whether it was there; what is named after a token demands it and throws SqlError. */
export type Cursor = {
  version: SqlVersion;
  peek(ahead?: number): Token;
  isKeyword(word: string, ahead?: number): boolean;
  isSymbol(text: string, ahead?: number): boolean;
  next(): void;
  skipKeyword(word: string): boolean;
  skipSymbol(text: string): boolean;
  keyword(word: string): void;
  symbol(text: string): void;
  string(): string;
  /** A name that is no keyword. */
  name(what: string): string;
  /** A name where no keyword can stand, so that fields may be called `end` or `from`. */
  anyName(what: string): string;
  end(): void;
  fail(expected: string): never;
  /** Throws unless the statement's version of the SQL has it. */
  since(version: SqlVersion, what: string, at: number): void;
  /** Guards the stack against endless nesting. */
  nested<T>(parse: () => T): T;
};

/** Words that cannot name a field. */
const KEYWORDS = new Set('select from where as and or not in case when then else end true false null'.split(' '));
/** Deeper nesting than this is no rule but an attack on the stack. */
const MAX_DEPTH = 64;

export function createCursor(sql: string, version: SqlVersion): Cursor {
  const tokens = tokenize(sql);
  let position = 0;
  const peek = (ahead = 0): Token => tokens[Math.min(position + ahead, tokens.length - 1)] as Token;
  const fail = (expected: string): never => {
    const { kind, text, at } = peek();
    throw new SqlError(`expected ${expected}, found ${kind === 'end' ? 'the end' : `'${text}'`}`, at);
  };
  const skip = (found: boolean) => {
    if (found) position += 1;
    return found;
  };
  const demand = (found: boolean, what: string): string => {
    const { text } = peek();
    return skip(found) ? text : fail(what);
  };
  const isKeyword = (word: string, ahead = 0) => peek(ahead).kind === 'name' && peek(ahead).text.toLowerCase() === word;
  const isSymbol = (text: string, ahead = 0) => peek(ahead).kind === 'symbol' && peek(ahead).text === text;
  const isName = () => peek().kind === 'name' && !KEYWORDS.has(peek().text.toLowerCase());
  return {
    version,
    peek,
    fail,
    isKeyword,
    isSymbol,
    next: () => void skip(true),
    skipKeyword: (word) => skip(isKeyword(word)),
    skipSymbol: (text) => skip(isSymbol(text)),
    keyword: (word) => void demand(isKeyword(word), word.toUpperCase()),
    symbol: (text) => void demand(isSymbol(text), `'${text}'`),
    string: () => demand(peek().kind === 'string', 'a quoted string'),
    name: (what) => demand(isName(), what),
    anyName: (what) => demand(peek().kind === 'name', what),
    end: () => void (peek().kind === 'end' || fail('the end')),
    since(first, what, at) {
      if (first > version) throw new SqlError(`${what} needs SQL version ${first}`, at);
    },
    nested: guardDepth(() => new SqlError('the expression is nested too deeply', peek().at)),
  };
}

function guardDepth(tooDeep: () => SqlError): Cursor['nested'] {
  let depth = 0;
  return (parse) => {
    depth += 1;
    if (depth > MAX_DEPTH) throw tooDeep();
    const parsed = parse();
    depth -= 1;
    return parsed;
  };
}
