import { type PolicyKind, readPolicy } from '../../identity/policy-document.ts';
import type { QueryParams } from '../../stand-in.ts';
import { malformedDocument, notSupported, validationError } from './errors.ts';

/** Names as IAM takes them: letters, digits and `+=,.@_-`. */
export function entityName(params: QueryParams, parameter: string, longest = 64): string {
  const name = params.need(parameter);
  if (!/^[\w+=,.@-]+$/.test(name) || name.length > longest) {
    throw validationError(
      `The specified value for ${parameter} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  return name;
}

/** `/` or `/segment/…/`. */
export function entityPath(params: QueryParams): string {
  const path = params.get('Path') ?? '/';
  if (!/^\/(?:[!-~]+\/)?$/.test(path) || path.length > 512) {
    throw validationError(
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  return path;
}

/** What the paths in a list begin with; `/` for all. */
export function pathPrefix(params: QueryParams): string {
  const prefix = params.get('PathPrefix') ?? '/';
  if (!/^\/[!-~]*$/.test(prefix) || prefix.length > 512) {
    throw validationError('The specified value for pathPrefix is invalid. It must begin with /.');
  }
  return prefix;
}

/** `true` or `false`; absent: undefined. */
export function optionalFlag(params: QueryParams, parameter: string): boolean | undefined {
  const value = params.get(parameter)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') throw validationError(`${parameter} must be true or false.`);
  return value === 'true';
}

/** A policy document as sent; throws when AWS would refuse it, and also when this stand-in could not evaluate it. */
export const policyDocument = (params: QueryParams, parameter: string, kind: PolicyKind): string =>
  policyText(params.need(parameter), kind);

export function policyText(text: string, kind: PolicyKind): string {
  const reading = readPolicy(text, kind);
  if ('statements' in reading) return text;
  const { kind: problem, message } = reading.problem;
  throw problem === 'malformed' ? malformedDocument(message) : notSupported(message);
}

const UPPER_ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A unique id such as `AIDA…` (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids). */
export const uniqueId = (ids: { pick(alphabet: string, length: number): string }, prefix: string) =>
  prefix + ids.pick(UPPER_ALPHANUMERIC, 17);
