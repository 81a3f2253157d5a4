import { isObject, isText, type Parsed, parsed, problem } from './json.ts';

/** Below `agentManagerBaseUrl`; POST with the bearer token. */
export const FILE_URL_PATH = '/device/assets/get-internal-file-data-url';

/** Cloud: reads the question for a download address. */
export function parseFileUrlRequest(raw: unknown): Parsed<{ key: string }> {
  if (!isObject(raw) || !isText(raw.key) || raw.key.length > 1_000) return problem('the key of the file is missing');
  return parsed({ key: raw.key });
}

/** Device: reads the answer. */
export function parseFileUrlAnswer(raw: unknown): Parsed<string> {
  if (!isObject(raw) || !isText(raw.url)) return problem('the answer has no url');
  return /^https?:\/\//i.test(raw.url)
    ? parsed(raw.url)
    : problem('the address of the file is not one of http or https');
}
