import { isJsonObject, type Json, type JsonObject, member, parseJson } from '../../json.ts';
import type { RestRequest } from '../../stand-in.ts';
import { invalidRequest } from './errors.ts';

/** Reads what a caller sent. Everything here throws InvalidRequestException with the field's name and what it must be. */

/** Patterns of the API's model. */
export const THING_NAME = /^[a-zA-Z0-9:_-]{1,128}$/;
export const POLICY_NAME = /^[\w+=,.@-]{1,128}$/;
export const RULE_NAME = /^[a-zA-Z0-9_]{1,128}$/;
export const CERTIFICATE_ID = /^[a-f0-9]{64}$/;

/** A path parameter that must fit a pattern. */
export function name(request: RestRequest, field: string, pattern: RegExp): string {
  const value = request.params[field] ?? '';
  if (!pattern.test(value))
    throw unfit(field, value, `Member must satisfy regular expression pattern: ${pattern.source}`);
  return value;
}

/** The body as a JSON object; an empty body is an empty object. */
export function bodyOf(request: RestRequest): JsonObject {
  if (request.body.length === 0) return {};
  const body = parseJson(request.body.toString('utf8'));
  if (!isJsonObject(body)) throw invalidRequest('The request body is not a JSON object');
  return body;
}

export function optionalText(fields: JsonObject, field: string): string | undefined {
  const value = member(fields, field);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unfit(field, value, 'Member must be a string');
  return value;
}

export function text(fields: JsonObject, field: string): string {
  const value = optionalText(fields, field);
  if (!value) throw unfit(field, value ?? null, 'Member must not be null or empty');
  return value;
}

export function optionalFlag(fields: JsonObject, field: string): boolean | undefined {
  const value = member(fields, field);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw unfit(field, value, 'Member must be a boolean');
  return value;
}

/** `true`, `false` or undefined from the query string. */
export function queryFlag(request: RestRequest, field: string): boolean | undefined {
  const value = request.query.get(field);
  if (value === null) return undefined;
  if (value !== 'true' && value !== 'false') throw unfit(field, value, 'Member must be a boolean');
  return value === 'true';
}

export function unfit(field: string, value: Json, constraint: string): Error {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return invalidRequest(
    `1 validation error detected: Value '${shown}' at '${field}' failed to satisfy constraint: ${constraint}`,
  );
}
