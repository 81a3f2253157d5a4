/**
 * A text from outside as a column can hold it: PostgreSQL's text has no place for U+0000. Cut at `limit` characters, since
 * nobody promises that what a device says is short.
 */
export function storable(text: string, limit = 2_000): string {
  return text.slice(0, limit).replaceAll('\u0000', '\uFFFD');
}

/** The same for every text in a value that came out of JSON, names of members included. */
export function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value, value.length);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [storable(name, name.length), storableJson(member)]),
  );
}
