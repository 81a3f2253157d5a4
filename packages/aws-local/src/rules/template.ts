import type { SqlVersion } from './rule.ts';
import type { Expression, Select } from './sql/ast.ts';
import { evaluate, type Scope } from './sql/evaluate.ts';
import { parseExpression } from './sql/parse.ts';
import { SqlError } from './sql/tokens.ts';
import { toText } from './sql/values.ts';

/** A substitution template: text with `${expression}` in it. Expressions see the message and the variables of SET, not the columns of the SELECT. */
export type Template = (string | Expression)[];

/** Reads the templates of one rule. */
export type ParseTemplate = (text: string) => Template;

/** Throws SqlError. A leading `$$` stands for `$`, which AWS asks for before a reserved topic. */
export function parseTemplate(text: string, version: SqlVersion, variables: Select['variables'] = []): Template {
  const known = variables.map(([name]) => name);
  const parts: Template = [];
  let rest = text.startsWith('$$') ? text.slice(1) : text;
  for (;;) {
    const start = rest.indexOf('${');
    if (start === -1) return [...parts, rest].filter((part) => part !== '');
    const end = closingBrace(rest, start + 2);
    parts.push(rest.slice(0, start), parseExpression(rest.slice(start + 2, end), version, known));
    rest = rest.slice(end + 1);
  }
}

/** The text with every expression replaced; undefined when one of them has no value or none that is text. */
export function fillTemplate(template: Template, scope: Scope): string | undefined {
  let filled = '';
  for (const part of template) {
    const value = typeof part === 'string' ? part : evaluate(part, scope);
    if (typeof value === 'object' || value === undefined) return undefined;
    filled += toText(value);
  }
  return filled;
}

/** A brace inside a quoted string closes nothing, and one of an object closes the object. */
function closingBrace(text: string, from: number): number {
  let quote: string | undefined;
  let open = 0;
  for (let position = from; position < text.length; position += 1) {
    const char = text[position];
    if (quote) quote = char === quote ? undefined : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === '{') open += 1;
    else if (char === '}' && open === 0) return position;
    else if (char === '}') open -= 1;
  }
  throw new SqlError(`a substitution template is not closed: ${text}`);
}
