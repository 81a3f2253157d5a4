import { isText, type Parsed, parsed, problem } from './json.ts';
import { parsePath } from './paths.ts';

/** File systems take names of up to 255 bytes. */
const LONGEST_NAME = 255;
const DEEPEST = 10;

/** The name of one file or folder: no way out of the folder that it is in, no control characters. */
export function parseFilename(raw: unknown, what = 'the filename'): Parsed<string> {
  if (!isText(raw)) return problem(`${what} is missing`);
  if (raw === '.' || raw === '..') return problem(`${what} "${raw}" is not a name`);
  if (Buffer.byteLength(raw) > LONGEST_NAME) return problem(`${what} is longer than ${LONGEST_NAME} bytes`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a name.
  return /[/\\\u0000-\u001f\u007f]/.test(raw)
    ? problem(`${what} ${JSON.stringify(raw)} contains a slash or a control character`)
    : parsed(raw);
}

/** A path below the assets folder, parts joined by `/`. It cannot lead out of that folder. */
export function parseAssetPath(raw: unknown, what = 'the path'): Parsed<string> {
  if (!isText(raw)) return problem(`${what} is missing`);
  const parts = raw.split('/');
  if (parts.length > DEEPEST) return problem(`${what} is deeper than ${DEEPEST} folders`);
  for (const part of parts) {
    const name = parseFilename(part, what);
    if (!name.ok) return problem(`${name.problem} (${JSON.stringify(raw.slice(0, 300))})`);
  }
  return parsed(raw);
}

/** The id of an asset: one part of a path in a state tree. */
export function isAssetId(raw: unknown): raw is string {
  return isText(raw) && raw.length <= 128 && !raw.includes('.') && parsePath(raw).ok;
}
