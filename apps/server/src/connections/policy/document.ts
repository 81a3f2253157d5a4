/** Whether something is so: decided either way, or not decidable from what we may read and understand. */
export type Verdict = 'yes' | 'no' | 'cannot_tell';

/** A statement of an IAM policy, with every list a list. */
export type Statement = {
  effect: 'Allow' | 'Deny';
  actions: readonly string[];
  notActions: readonly string[] | undefined;
  resources: readonly string[];
  notResources: readonly string[] | undefined;
  /** Services that are named as principal; `*` for everybody. */
  services: readonly string[];
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

/** Reads a policy document as IAM returns it; `undefined` when it is none. */
export function readStatements(document: unknown): Statement[] | undefined {
  if (!isRecord(document) || document.Statement === undefined) return undefined;
  return asList(document.Statement).filter(isRecord).map(readStatement);
}

function readStatement(raw: Record<string, unknown>): Statement {
  const principal = raw.Principal;
  return {
    effect: raw.Effect === 'Deny' ? 'Deny' : 'Allow',
    actions: texts(raw.Action),
    notActions: raw.NotAction === undefined ? undefined : texts(raw.NotAction),
    resources: texts(raw.Resource),
    notResources: raw.NotResource === undefined ? undefined : texts(raw.NotResource),
    services: principal === '*' ? ['*'] : isRecord(principal) ? texts(principal.Service) : [],
    conditions: readConditions(raw.Condition),
  };
}

function readConditions(raw: unknown): Statement['conditions'] {
  if (!isRecord(raw)) return {};
  return Object.fromEntries(
    Object.entries(raw).map(([operator, keys]) => [
      operator,
      isRecord(keys) ? Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, texts(values)])) : {},
    ]),
  );
}

/** IAM's wildcards: `*` for any run of characters, `?` for one. */
export function matches(pattern: string, text: string, caseless = false): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, caseless ? 'is' : 's').test(text);
}

/** Actions are compared without regard to case. */
export const coversAction = (statement: Statement, action: string): boolean =>
  statement.notActions
    ? !statement.notActions.some((pattern) => matches(pattern, action, true))
    : statement.actions.some((pattern) => matches(pattern, action, true));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const texts = (value: unknown): string[] => asList(value).filter((item): item is string => typeof item === 'string');
