import { isIP } from 'node:net';
import { variablesOf } from '../device-policy/pattern.ts';
import { isConditionKey, isVariable } from '../device-policy/variables.ts';
import { isKnownConditionKey } from './condition-keys.ts';

/** A policy document, parsed and checked: what the evaluator works on. */
export type Statement = {
  effect: 'Allow' | 'Deny';
  actions: { not: boolean; patterns: string[] };
  /** Absent in trust policies. */
  resources?: { not: boolean; patterns: string[] };
  /** Only in trust policies and those of resources: `AWS` and `Service` principals; `*` stands for everybody. */
  principals?: { AWS: string[]; Service: string[] };
  conditions: Condition[];
};

export type Condition = { operator: string; key: string; values: string[] };

/** `malformed`: AWS refuses such a document. `unsupported`: AWS takes it, but this stand-in cannot evaluate it. */
export type PolicyProblem = { kind: 'malformed' | 'unsupported'; message: string };

/**
 * `permissions`: of users, groups and roles. `trust`: who may take on a role. `resource`: of a thing that has a policy of its own, as SNS
 * topics have. `device`: of AWS IoT, for what shows a certificate; these may hold variables.
 */
export type PolicyKind = 'permissions' | 'trust' | 'resource' | 'device';

export type PolicyReading = { statements: Statement[] } | { problem: PolicyProblem };

/** The condition operators that the evaluator knows; each also with `IfExists`. */
export const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Bool',
  'Null',
] as const;

/** More of them that only IoT policies use here; there also with `ForAllValues:` and `ForAnyValue:`. */
const DEVICE_OPERATORS = ['IpAddress', 'NotIpAddress'] as const;

class Refusal extends Error {
  readonly kind: PolicyProblem['kind'];

  constructor(kind: PolicyProblem['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Reads a policy document; the grammar is that of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export function readPolicy(text: string, kind: PolicyKind): PolicyReading {
  try {
    return { statements: statementsOf(parseJson(text), kind) };
  } catch (error) {
    if (error instanceof Refusal) return { problem: { kind: error.kind, message: error.message } };
    throw error;
  }
}

function statementsOf(document: unknown, kind: PolicyKind): Statement[] {
  const policy = objectOf(document, 'Syntax errors in policy.');
  onlyKeys(policy, ['Version', 'Id', 'Statement']);
  const version = policy.Version ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') malformed('The policy must contain a valid version string');
  const statements = list(policy.Statement).map((statement) => statementOf(statement, kind));
  if (statements.length === 0) malformed('Syntax errors in policy.');
  return statements;
}

function statementOf(value: unknown, kind: PolicyKind): Statement {
  const raw = objectOf(value, 'Syntax errors in policy.');
  onlyKeys(raw, STATEMENT_KEYS);
  if (raw.Effect !== 'Allow' && raw.Effect !== 'Deny') malformed('Policy statement must contain Effect Allow or Deny.');
  const actions = oneOf(raw, 'Action') ?? malformed('Policy statement must contain actions.');
  for (const action of actions.patterns) {
    if (!/^(\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+)$/.test(action))
      malformed(`Actions/Conditions must be prefaced by a vendor: ${action}`);
  }
  const statement: Statement = { effect: raw.Effect, actions, conditions: conditionsOf(raw.Condition, kind) };
  const resources = oneOf(raw, 'Resource');
  if (kind === 'permissions' || kind === 'device') {
    if (raw.Principal !== undefined) malformed('Policy document should not specify a principal.');
  } else {
    statement.principals = principalsOf(raw.Principal);
  }
  if (kind === 'trust') {
    if (resources) malformed('Has prohibited field Resource');
  } else {
    statement.resources = checkedResources(resources ?? malformed('Policy statement must contain resources.'), kind);
  }
  return statement;
}

const STATEMENT_KEYS = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
];

function checkedResources(resources: NonNullable<Statement['resources']>, kind: PolicyKind) {
  for (const resource of resources.patterns) {
    if (resource !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/.test(resource) && !/^[*?]+$/.test(resource)) {
      malformed(`Resource ${resource} must be in ARN format or "*".`);
    }
    refuseVariables(resource, kind);
  }
  return resources;
}

function principalsOf(value: unknown): NonNullable<Statement['principals']> {
  if (value === '*') return { AWS: ['*'], Service: [] };
  const raw = objectOf(value, 'AssumeRolepolicy must contain a principal.');
  const other = Object.keys(raw).find((key) => key !== 'AWS' && key !== 'Service');
  if (other !== undefined) unsupported(`principals of type ${other}`);
  return { AWS: strings(raw.AWS ?? []), Service: strings(raw.Service ?? []) };
}

function conditionsOf(value: unknown, kind: PolicyKind): Condition[] {
  if (value === undefined) return [];
  return Object.entries(objectOf(value, 'Syntax errors in policy.')).flatMap(([operator, tests]) => {
    if (!isOperator(operator, kind)) unsupported(`the condition operator ${operator}`);
    return Object.entries(objectOf(tests, 'Syntax errors in policy.')).map(([key, wanted]) => {
      const isKnown = kind === 'device' ? isConditionKey(key) : isKnownConditionKey(key);
      if (!isKnown) unsupported(`the condition key ${key}`);
      const values = list(wanted).map(scalar);
      for (const each of values) refuseVariables(each, kind);
      if (operator.includes('IpAddress')) values.forEach(checkAddress);
      return { operator, key, values };
    });
  });
}

function isOperator(operator: string, kind: PolicyKind): boolean {
  const base = operator.replace(/IfExists$/, '');
  if (OPERATORS.some((known) => known === base)) return true;
  const single = base.replace(/^For(AllValues|AnyValue):/, '');
  return kind === 'device' && [...OPERATORS, ...DEVICE_OPERATORS].some((known) => known === single);
}

/** `Action` or `NotAction`, never both; undefined when neither is there. */
function oneOf(raw: Record<string, unknown>, name: 'Action' | 'Resource') {
  const [plain, negated] = [raw[name], raw[`Not${name}`]];
  if (plain !== undefined && negated !== undefined) malformed(`Statement/policy already has instance of ${name}`);
  if (plain === undefined && negated === undefined) return undefined;
  const patterns = strings(plain ?? negated);
  if (patterns.length === 0) malformed('Syntax errors in policy.');
  return { not: plain === undefined, patterns };
}

function refuseVariables(text: string, kind: PolicyKind): void {
  if (kind !== 'device') {
    if (text.includes('${')) unsupported(`policy variables (${text})`);
    return;
  }
  const unknown = variablesOf(text).find((name) => !isVariable(name));
  if (unknown !== undefined) unsupported(`the variable \${${unknown}}`);
}

function checkAddress(text: string): void {
  const [, address = '', bits = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const most = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || Number(bits) > most) malformed(`${text} is neither an IP address nor a range of them`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return malformed('Syntax errors in policy.');
  }
}

function objectOf(value: unknown, otherwise: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) malformed(otherwise);
  return value as Record<string, unknown>;
}

function onlyKeys(value: Record<string, unknown>, known: readonly string[]): void {
  if (Object.keys(value).some((key) => !known.includes(key))) malformed('Syntax errors in policy.');
  if (value.NotPrincipal !== undefined) unsupported('NotPrincipal');
}

const list = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const strings = (value: unknown): string[] =>
  list(value).map((item) => (typeof item === 'string' ? item : malformed('Syntax errors in policy.')));
const scalar = (value: unknown): string =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : malformed('Syntax errors in policy.');

function malformed(message: string): never {
  throw new Refusal('malformed', message);
}

function unsupported(what: string): never {
  throw new Refusal('unsupported', `aws-local does not evaluate ${what} in policies, so it does not take them.`);
}
