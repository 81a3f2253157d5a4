import { type Command, isGroup, type Table } from '../command.ts';
import { usage } from '../failures.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import { suggestion } from './suggest.ts';

/** Where a command line points: a command, or a page of help, with the words that name it. */
export type Place =
  | { kind: 'command'; path: readonly string[]; command: Command; rest: readonly string[] }
  | { kind: 'help'; path: readonly string[]; asked: boolean };

/**
 * Finds the command that the words name. Options may stand before, between and after the names; `rest` is everything
 * but the names, in order. Throws a usage failure for a name that is not in the table.
 */
export function locate(words: readonly string[], table: Table): Place {
  const asksHelp = words.includes('--help') || words.includes('-h') || words[0] === 'help';
  const line = words[0] === 'help' ? words.slice(1) : words;
  const [first, rest] = takeName(line);
  if (first === undefined) return { kind: 'help', path: [], asked: asksHelp };
  const entry = lookUp(table, first, []);
  if (!isGroup(entry)) return settle([first], entry, rest, asksHelp);
  const [second, remaining] = takeName(rest);
  if (second === undefined) return { kind: 'help', path: [first], asked: asksHelp };
  return settle([first, second], lookUp(entry.commands, second, [first]), remaining, asksHelp);
}

function settle(path: readonly string[], command: Command, rest: readonly string[], asksHelp: boolean): Place {
  return asksHelp ? { kind: 'help', path, asked: true } : { kind: 'command', path, command, rest };
}

function lookUp<E>(entries: Readonly<Record<string, E>>, name: string, before: readonly string[]): E {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry) return entry;
  const lead = before.map((word) => `${word} `).join('');
  throw usage(`There is no command "${lead}${name}".${suggestion(name, Object.keys(entries), lead)}`);
}

/** The first word that is neither an option nor the value of a global one, and the other words. */
function takeName(words: readonly string[]): [string | undefined, readonly string[]] {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) return [word, [...words.slice(0, index), ...words.slice(index + 1)]];
    if (takesValue(word)) index += 1;
  }
  return [undefined, words];
}

function takesValue(word: string): boolean {
  const spec = Object.entries(GLOBAL_OPTIONS).find(([name]) => word === `--${name}`)?.[1];
  return spec !== undefined && spec.kind !== 'flag';
}
