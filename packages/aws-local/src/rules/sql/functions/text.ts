import { type SqlValue, toInt, toText } from '../values.ts';
import { SECOND, type SqlFunction, type SqlFunctions } from './function.ts';

/** Texts, and what converts to one. Without a text for every argument the result is Undefined. */

const ofTexts = (count: number, call: (...texts: string[]) => SqlValue, since?: SqlFunction['since']): SqlFunction => ({
  args: [count, count],
  ...(since && { since }),
  call(args) {
    const texts = args.map(toText).filter((text) => text !== undefined);
    return texts.length === count ? call(...texts) : undefined;
  },
});

const ofText = (call: (text: string) => SqlValue, since?: SqlFunction['since']) =>
  ofTexts(1, (text = '') => call(text), since);

export const textFunctions: SqlFunctions = {
  chr: { args: [1, 1], call: ([code]) => character(toInt(code)) },
  endswith: ofTexts(2, (text = '', end = '') => text.endsWith(end)),
  indexof: ofTexts(2, (text = '', part = '') => text.indexOf(part), SECOND),
  length: ofText((text) => text.length, SECOND),
  lower: ofText((text) => text.toLowerCase()),
  lpad: { args: [2, 2], call: ([text, count]) => padded(text, count, (given, spaces) => spaces + given) },
  ltrim: ofText((text) => text.replace(/^[\t ]+/, '')),
  numbytes: ofText((text) => Buffer.byteLength(text), SECOND),
  replace: ofTexts(3, (text = '', from = '', to = '') => text.replaceAll(from, () => to)),
  rpad: { args: [2, 2], call: ([text, count]) => padded(text, count, (given, spaces) => given + spaces) },
  rtrim: ofText((text) => text.replace(/[\t ]+$/, '')),
  startswith: ofTexts(2, (text = '', start = '') => text.startsWith(start)),
  substring: { args: [2, 3], call: substring },
  trim: ofText((text) => text.trim()),
  upper: ofText((text) => text.toUpperCase()),
};

/** ASCII only. */
function character(code: number | undefined): SqlValue {
  return code !== undefined && code >= 0 && code <= 127 ? String.fromCharCode(code) : undefined;
}

/** Adds so many spaces, unlike the functions of that name in standard SQL, which pad up to a length. */
function padded(value: SqlValue, count: SqlValue, join: (text: string, spaces: string) => string): SqlValue {
  const [text, wanted] = [toText(value), toInt(count)];
  if (text === undefined || wanted === undefined) return undefined;
  return join(text, ' '.repeat(Math.min(Math.max(wanted, 0), 1000)));
}

/** From the first index to before the second, both brought within the text. */
function substring([value, from, to]: SqlValue[]): SqlValue {
  const [text, start] = [toText(value), toInt(from)];
  if (text === undefined || start === undefined) return undefined;
  if (to === undefined) return text.slice(Math.max(start, 0));
  const end = toInt(to);
  return end === undefined ? undefined : text.slice(Math.max(start, 0), Math.max(end, 0));
}
