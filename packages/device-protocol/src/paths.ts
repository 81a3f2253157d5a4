import { isObject, type Json, type Parsed, parsed, problem } from './json.ts';

/** Keys that mean something to JavaScript itself. They never occur in a state tree, neither in a path nor inside a value. */
const RESERVED = new Set(['__proto__', 'prototype', 'constructor']);

/**
 * Splits a dotted path. Absent or empty means the whole tree: no parts. Refused are empty and reserved parts, and parts
 * that are plain integers, since agents in the field make arrays out of those and then hash something else.
 */
export function parsePath(path: string | undefined): Parsed<readonly string[]> {
  if (path === undefined || path === '') return parsed([]);
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') return problem(`path "${path}" has an empty part`);
    if (RESERVED.has(part)) return problem(`path "${path}" contains the reserved word "${part}"`);
    if (/^\d+$/.test(part)) return problem(`path "${path}" has a part that is only digits`);
  }
  return parsed(parts);
}

/** The first reserved key anywhere inside a value, or undefined. */
export function findReservedKey(value: Json): string | undefined {
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isObject(next)) {
      const reserved = Object.keys(next).find((key) => RESERVED.has(key));
      if (reserved) return reserved;
      open.push(...Object.values(next));
    } else if (Array.isArray(next)) open.push(...next);
  }
  return undefined;
}
