/** `1 device`, `12 devices`, `1,204 devices`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? noun : plural}`;
}

/** `500 MB`, `100 kB`, `1.5 kB`, `312 bytes`. */
export function fileSize(bytes: number): string {
  if (bytes < 1_000) return count(bytes, 'byte');
  // What would round up to a thousand of one unit is one of the next.
  const [size, unit] = bytes < 999_500 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${size < 10 ? Number(size.toFixed(1)) : Math.round(size)} ${unit}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function sentenceList(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
