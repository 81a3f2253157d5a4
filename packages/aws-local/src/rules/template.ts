import type { SqlVersion } from './rule.ts';
import type { Expression } from './sql/ast.ts';
import { evaluate, type Input } from './sql/evaluate.ts';
import { parseExpression } from './sql/parse.ts';
import { SqlError } from './sql/tokens.ts';

/** A substitution template: text with `${expression}` in it. Expressions see the message, not the columns of the SELECT. */
export type Template = (string | Expression)[];

/** Throws SqlError. A leading `$$` stands for `$`, which AWS asks for before a reserved topic. */
export function parseTemplate(text: string, version: SqlVersion): Template {
  const parts: Template = [];
  let rest = text.startsWith('$$') ? text.slice(1) : text;
  for (;;) {
    const start = rest.indexOf('${');
    if (start === -1) return [...parts, rest].filter((part) => part !== '');
    const end = closingBrace(rest, start + 2);
    parts.push(rest.slice(0, start), parseExpression(rest.slice(start + 2, end), version));
    rest = rest.slice(end + 1);
  }
}

/** The text with every expression replaced; undefined when one of them has no value or none that is text. */
export function fillTemplate(template: Template, input: Input): string | undefined {
  let filled = '';
  for (const part of template) {
    const value = typeof part === 'string' ? part : evaluate(part, input);
    if (value === undefined || value === null || typeof value === 'object') return undefined;
    filled += String(value);
  }
  return filled;
}

/** A brace inside a quoted string closes nothing. */
function closingBrace(text: string, from: number): number {
  let quote: string | undefined;
  for (let position = from; position < text.length; position += 1) {
    const char = text[position];
    if (quote) quote = char === quote ? undefined : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === '}') return position;
  }
  throw new SqlError(`a substitution template is not closed: ${text}`);
}
