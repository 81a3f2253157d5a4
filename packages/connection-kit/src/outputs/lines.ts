import type { Pair } from './read.ts';

/**
 * A name and its value on one line: `name = "value"` of Terraform, `name: value`, the table that is copied from the
 * CloudFormation console with its tabs, or the shell's `export NAME=value`.
 */
export function linePairs(text: string): Pair[] {
  return text.split(/\r?\n/).flatMap((line): Pair[] => {
    const match = LINE.exec(line);
    const value = match?.[2]?.replace(/^(["'])(.*)\1$/, '$2');
    return match?.[1] !== undefined && value !== undefined ? [[match[1], value]] : [];
  });
}

/** The value ends at the next tab: the console's table has columns behind it. */
const LINE = /^\s*(?:export\s+)?([A-Za-z][A-Za-z0-9_ -]*?)\s*(?:\t|=|:\s)\s*([^\t]*?)\s*(?:\t.*)?$/;
