import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';

/** What a client asks of a shadow, parsed. The texts of the refusals are those of AWS's "Device Shadow error messages". */

export type SectionPatch = JsonObject | null;

export type UpdateRequest = {
  /** `null` empties the whole state; a section that is `null` is removed. */
  state: { desired?: SectionPatch; reported?: SectionPatch } | null;
  version?: number;
  clientToken?: string;
};

/** `code` is an HTTP status; the same goes to the `rejected` topic and, over HTTP, becomes the exception of that status. */
export type Rejection = { rejected: true; code: number; message: string; clientToken?: string };

/** The levels of nesting below `desired` and `reported` that are accepted (the figure of AWS's quotas; its error text still speaks of 6). */
export const MAX_DEPTH = 8;
const MAX_TOKEN_BYTES = 64;

export function reject(code: number, message: string, clientToken?: string): Rejection {
  return { rejected: true, code, message, ...(clientToken !== undefined && { clientToken }) };
}

export function isRejection(read: object): read is Rejection {
  return 'rejected' in read;
}

/** Reads the bytes of an update, from MQTT or HTTP alike. */
export function parseUpdate(payload: Buffer): UpdateRequest | Rejection {
  const body = readObject(payload);
  if ('rejected' in body) return body;
  const clientToken = validToken(body.fields.clientToken);
  if (clientToken === false) return reject(400, 'Invalid clientToken');
  const refuse = (message: string) => reject(400, message, clientToken);
  if (!Object.hasOwn(body.fields, 'state')) return refuse('Missing required node: state');
  const version = body.fields.version;
  if (version !== undefined && !(Number.isSafeInteger(version) && Number(version) >= 0)) {
    return refuse('Invalid version');
  }
  const fault = stateFault(body.fields.state as Json);
  if (fault) return refuse(fault);
  return {
    state: body.fields.state as UpdateRequest['state'],
    ...(version !== undefined && { version: Number(version) }),
    ...(clientToken !== undefined && { clientToken }),
  };
}

/** Reads the bytes of a delete. Their content is ignored, AWS says, but for a client token, which its SDKs send and wait for. */
export function parseDelete(payload: Buffer): { clientToken?: string } {
  const read = parseToken(payload);
  return 'rejected' in read ? {} : read;
}

/** Reads the bytes of a get: empty, or an object that may name a client token; everything else in it is ignored. */
export function parseToken(payload: Buffer): { clientToken?: string } | Rejection {
  if (payload.length === 0) return {};
  const body = readObject(payload);
  if ('rejected' in body) return body;
  const clientToken = validToken(body.fields.clientToken);
  if (clientToken === false) return reject(400, 'Invalid clientToken');
  return clientToken === undefined ? {} : { clientToken };
}

function readObject(payload: Buffer): { fields: JsonObject } | Rejection {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch {
    return reject(415, 'Unsupported documented encoding; supported encoding is UTF-8');
  }
  const fields = parseJson(text);
  return isJsonObject(fields) ? { fields } : reject(400, 'Invalid JSON');
}

function validToken(token: Json | undefined): string | undefined | false {
  if (token === undefined) return undefined;
  return typeof token === 'string' && Buffer.byteLength(token) <= MAX_TOKEN_BYTES ? token : false;
}

function stateFault(state: Json): string | undefined {
  if (state === null) return undefined;
  if (!isJsonObject(state)) return 'State node must be an object';
  for (const [section, patch] of Object.entries(state)) {
    if (section !== 'desired' && section !== 'reported') return 'State contains an invalid node';
    if (patch === null) continue;
    if (!isJsonObject(patch)) return `${section === 'desired' ? 'Desired' : 'Reported'} node must be an object`;
    if (isDeeperThan(MAX_DEPTH, patch)) return 'JSON contains too many levels of nesting; maximum is 6';
    if (hasNullInArray(patch)) return 'State contains an invalid node';
  }
  return undefined;
}

/** Looks no deeper than it must, so that no payload can exhaust the stack. */
function isDeeperThan(levels: number, value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(levels - 1, item));
}

function hasNullInArray(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const items: readonly Json[] = Object.values(value);
  return (Array.isArray(value) && items.includes(null)) || items.some(hasNullInArray);
}
