/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. Trees in this package are never changed in place. */
export type JsonObject = { readonly [key: string]: Json };

/** What a parser gives back: the value, or in one sentence what is wrong with the input. Parsers never throw. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const problem = (text: string): { ok: false; problem: string } => ({ ok: false, problem: text });

/** True for `{…}`, false for arrays, null and everything else. Meant for values that came out of JSON. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a string with at least one character. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Parses JSON text (or its UTF-8 bytes) whose outermost value must be an object. */
export function parseObject(raw: string | Uint8Array): Parsed<JsonObject> {
  const text = typeof raw === 'string' ? raw : new TextDecoder().decode(raw);
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? parsed(value) : problem('not a JSON object');
  } catch {
    // The parser's own message quotes the input, which may hold secrets.
    return problem('not JSON');
  }
}
