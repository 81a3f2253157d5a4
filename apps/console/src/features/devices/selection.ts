/** Names as one word of an address: joined by commas (thing names have none), `*` for all. */
const ALL = '*';
/** Servers and proxies refuse longer addresses (Node's limit for all headers is 16 kB). */
const LONGEST = 4_000;

/** The selected names among those that can be selected. */
export function readSelection(word: string | undefined, names: readonly string[]): ReadonlySet<string> {
  if (word === undefined) return new Set();
  if (word === ALL) return new Set(names);
  const wanted = new Set(word.split(','));
  return new Set(names.filter((name) => wanted.has(name)));
}

/** The word for a selection; `undefined` for an empty one, and for one that is too long to be carried. */
export function writeSelection(selected: ReadonlySet<string>, names: readonly string[]): string | undefined {
  if (selected.size === 0) return undefined;
  if (names.length > 1 && names.every((name) => selected.has(name))) return ALL;
  const word = [...selected].join(',');
  return word.length > LONGEST ? undefined : word;
}
