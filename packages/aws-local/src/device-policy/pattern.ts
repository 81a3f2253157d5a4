/** Whether a text fits. */
export type Match = (text: string) => boolean;

/** `undefined` stands for any one character. */
type Chunk = readonly (string | undefined)[];
/** One without `?` is a plain text. */
type Packed = string | Chunk;

/** Gives what a variable stands for; undefined when it stands for nothing here. */
export type Resolve = (variable: string) => string | undefined;

/** `${*}`, `${?}` and `${$}` stand for the characters themselves. */
const CHARACTERS = new Set(['*', '?', '$']);
const VARIABLE = /\$\{([^}]*)\}/g;

/** The variables that a text names. */
export function variablesOf(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name).filter((name) => !CHARACTERS.has(name));
}

/** The text with its variables filled in; undefined when one of them stands for nothing. */
export function fillIn(text: string, resolve: Resolve): string | undefined {
  let isWhole = true;
  const filled = text.replace(VARIABLE, (_, name: string) => {
    const value = CHARACTERS.has(name) ? name : resolve(name);
    isWhole &&= value !== undefined;
    return value ?? '';
  });
  return isWhole ? filled : undefined;
}

/**
 * Compiles a resource of a policy: `*` is any run of characters, `?` any one; MQTT's `+` and `#` are ordinary characters.
 * What a variable brings in is taken literally, so that nobody widens their own rights with a client id such as `*`. A pattern with a
 * variable that stands for nothing matches nothing.
 */
export function compilePattern(pattern: string, resolve: Resolve): Match {
  const chunks: (string | undefined)[][] = [[]];
  let from = 0;
  for (const found of pattern.matchAll(VARIABLE)) {
    const [whole, name = ''] = found;
    const value = CHARACTERS.has(name) ? name : resolve(name);
    if (value === undefined) return () => false;
    addPattern(chunks, pattern.slice(from, found.index));
    chunks.at(-1)?.push(...value.split(''));
    from = found.index + whole.length;
  }
  addPattern(chunks, pattern.slice(from));
  return matcher(chunks);
}

function addPattern(chunks: (string | undefined)[][], text: string): void {
  for (const character of text.split('')) {
    if (character === '*') chunks.push([]);
    else chunks.at(-1)?.push(character === '?' ? undefined : character);
  }
}

/** The cheapest way to match these chunks, with a `*` between each two. What stays in memory is texts: every connection keeps its own. */
function matcher(chunks: readonly Chunk[]): Match {
  const packed = chunks.map(pack);
  const [first, last] = packed;
  if (packed.length === 1 && typeof first === 'string') return equals(first);
  if (packed.length === 2 && typeof first === 'string' && last === '') return startsWith(first);
  return matchesInTurn(packed);
}

const pack = (chunk: Chunk): Packed => (chunk.includes(undefined) ? chunk : chunk.join(''));

// Each in a function of its own, so that it holds on to nothing but its parameter.
const equals =
  (whole: string): Match =>
  (text) =>
    text === whole;
const startsWith =
  (start: string): Match =>
  (text) =>
    text.startsWith(start);
const matchesInTurn =
  (chunks: readonly Packed[]): Match =>
  (text) =>
    matchChunks(chunks, text);

/** The first chunk stands at the start, the last at the end, and each other one as early as it can: never worse than pattern times text. */
function matchChunks(chunks: readonly Packed[], text: string): boolean {
  const [first = '', ...rest] = chunks;
  const last = rest.pop();
  if (!fits(first, text, 0)) return false;
  if (last === undefined) return first.length === text.length;
  let at = first.length;
  for (const chunk of rest) {
    while (at + chunk.length <= text.length && !fits(chunk, text, at)) at += 1;
    at += chunk.length;
  }
  const end = text.length - last.length;
  return at <= end && fits(last, text, end);
}

function fits(chunk: Packed, text: string, at: number): boolean {
  if (typeof chunk === 'string') return text.startsWith(chunk, at);
  if (at + chunk.length > text.length) return false;
  return chunk.every((character, index) => character === undefined || character === text[at + index]);
}
