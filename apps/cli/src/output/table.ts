export type Cell = string | number | boolean | null | undefined;

// Blocks that terminals draw two columns wide (Unicode East Asian Width W and F, and the common emoji).
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u;
// Devices and other users write some of what is shown; their text must not steer the reader's terminal.
const CONTROL = /\p{Cc}|\p{Cf}/gu;

/** A value as one line without control characters; nothing at all is shown as a dash. */
export function printable(cell: Cell): string {
  if (cell === null || cell === undefined || cell === '') return '-';
  return String(cell)
    .replaceAll(/[\t\r\n]+/g, ' ')
    .replaceAll(CONTROL, '\ufffd');
}

/** Columns of a terminal that a text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += WIDE.test(char) ? 2 : 1;
  return width;
}

/** Rows of texts with their columns lined up, two blanks between them and none at the end. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, displayWidth(text));
  return rows.map((row) =>
    row
      .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - displayWidth(text)))
      .join('  ')
      .trimEnd(),
  );
}

export type Column<R> = readonly [title: string, cell: (row: R) => Cell];

/** A table with a line of titles, or `none` when there are no rows. */
export function table<R>(rows: readonly R[], columns: readonly Column<R>[], none: string): string {
  if (rows.length === 0) return none;
  const titles = columns.map(([title]) => title.toUpperCase());
  return aligned([titles, ...rows.map((row) => columns.map(([, cell]) => printable(cell(row))))]).join('\n');
}

/** One thing, a line for each of its members. */
export function card(lines: readonly (readonly [string, Cell])[]): string {
  return aligned(lines.map(([name, cell]) => [`${name}:`, printable(cell)])).join('\n');
}

/** A time of the API for people: UTC, to the second. */
export function time(iso: string | null | undefined): string | null {
  return iso ? `${iso.slice(0, 19).replace('T', ' ')} UTC` : null;
}

/** `1 device`, `3 devices`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
