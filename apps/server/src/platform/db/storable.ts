/**
 * A text from outside as a column can hold it: PostgreSQL's text has no place for U+0000. Cut at `limit` characters, since
 * nobody promises that what a device says is short.
 */
export function storable(text: string, limit = 2_000): string {
  return text.slice(0, limit).replaceAll('\u0000', '\uFFFD');
}
