import { isText } from '@thingdock/device-protocol';

/**
 * Splits one line into arguments as a POSIX shell does with quotes and backslashes; nothing is expanded and nothing is run.
 * Throws with what is wrong in words. Source: POSIX.1-2017, Shell Command Language, 2.2 Quoting.
 */
export function splitArguments(line: string): string[] {
  const found: string[] = [];
  /** Undefined between two arguments: a quoted empty text is one. */
  let word: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (/\s/.test(char)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else if (char === "'" || char === '"') {
      const quoted = readQuoted(line, at + 1, char);
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (char === '\\') {
      at += 1;
      if (!isText(line[at])) throw new Error('the arguments end with a backslash');
      word = (word ?? '') + line[at];
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) found.push(word);
  return found;
}

/** The text up to the closing quote, and where that stands. A backslash means something in double quotes only. */
function readQuoted(line: string, from: number, quote: string): { text: string; end: number } {
  let text = '';
  for (let at = from; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (char === quote) return { text, end: at };
    const next = line[at + 1] ?? '';
    if (quote === '"' && char === '\\' && ['"', '\\', '$', '`'].includes(next)) {
      text += next;
      at += 1;
    } else text += char;
  }
  throw new Error(`a quote (${quote}) in the arguments is not closed`);
}
