import { BlockList, isIP } from 'node:net';
import { isJsonObject, type Json } from '../../json.ts';
import { type Bound, type Condition, isScalar } from './condition.ts';

/** Why a filter policy is refused, after the words `FilterPolicy: `. `unsupported`: AWS may know it, the stand-in does not. */
export class FilterPolicyProblem extends Error {
  readonly unsupported: boolean;
  constructor(message: string, unsupported = false) {
    super(message);
    this.name = 'FilterPolicyProblem';
    this.unsupported = unsupported;
  }
}

/** Reads one member of a name's list: a value, or an object with one operator. Throws FilterPolicyProblem. */
export function readCondition(json: Json): Condition {
  if (isScalar(json)) return { kind: 'equals', value: json };
  if (!isJsonObject(json)) throw new FilterPolicyProblem('Match value must be String, number, true, false, or null');
  const [[operator, operand] = ['', null], ...others] = Object.entries(json);
  if (others.length > 0) throw new FilterPolicyProblem('Only one key allowed in match expression');
  const read = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!read) throw new FilterPolicyProblem(`Unrecognized match type ${operator}`);
  return read(operand);
}

const OPERATORS: Record<string, (operand: Json) => Condition> = {
  prefix: (operand) => ({ kind: 'prefix', text: text('prefix', operand) }),
  suffix: (operand) => ({ kind: 'suffix', text: text('suffix', operand) }),
  'equals-ignore-case': (operand) => ({ kind: 'equals-ignore-case', text: text('equals-ignore-case', operand) }),
  'anything-but': readAnythingBut,
  numeric: (operand) => ({ kind: 'numeric', bounds: readBounds(operand) }),
  cidr: (operand) => ({ kind: 'cidr', network: readNetwork(text('cidr', operand)) }),
  exists(operand) {
    if (typeof operand === 'boolean') return { kind: 'exists', wanted: operand };
    throw new FilterPolicyProblem('exists match pattern must be either true or false.');
  },
  wildcard() {
    throw new FilterPolicyProblem('the operator wildcard', true);
  },
};

/** Names that make `$or` an ordinary name when they stand below it. */
export const OPERATOR_NAMES: readonly string[] = Object.keys(OPERATORS);

function text(operator: string, operand: Json): string {
  if (typeof operand === 'string' && operand !== '') return operand;
  throw new FilterPolicyProblem(`${operator} match pattern must be a string`);
}

function readAnythingBut(operand: Json): Condition {
  if (isJsonObject(operand)) {
    const [[kind, value] = ['', null], ...others] = Object.entries(operand);
    if (kind === 'prefix' && others.length === 0) return { kind: 'anything-but-prefix', text: text('prefix', value) };
    throw new FilterPolicyProblem(`the anything-but pattern ${kind}`, true);
  }
  const values = Array.isArray(operand) ? (operand as readonly Json[]) : [operand];
  const known = values.filter((value) => typeof value === 'string' || typeof value === 'number');
  if (known.length === 0 || known.length < values.length) {
    throw new FilterPolicyProblem('Value of anything-but must be an array or single string/number value.');
  }
  return { kind: 'anything-but', values: known };
}

const LARGEST = 1e9;

function readBounds(operand: Json): Bound[] {
  if (!Array.isArray(operand)) throw new FilterPolicyProblem('Value of numeric must be an array.');
  const parts = operand as readonly Json[];
  const bounds = Array.from({ length: Math.ceil(parts.length / 2) }, (_, at) =>
    readBound(parts[2 * at], parts[2 * at + 1]),
  );
  const [first, second, ...others] = bounds;
  if (!first || others.length > 0) throw new FilterPolicyProblem('Invalid member in numeric match');
  if (!second) return bounds;
  if (!first.operator.startsWith('>') || !second.operator.startsWith('<')) {
    throw new FilterPolicyProblem('Too many elements in numeric expression');
  }
  if (first.value >= second.value) throw new FilterPolicyProblem('Bottom must be less than top');
  return bounds;
}

function readBound(operator: Json | undefined, value: Json | undefined): Bound {
  if (operator !== '=' && operator !== '<' && operator !== '<=' && operator !== '>' && operator !== '>=') {
    throw new FilterPolicyProblem(`Unrecognized numeric range operator: ${JSON.stringify(operator)}`);
  }
  if (typeof value !== 'number') throw new FilterPolicyProblem(`Value of ${operator} must be numeric`);
  if (Math.abs(value) > LARGEST) {
    throw new FilterPolicyProblem(`Value of ${operator} must be between -1.0E9 and +1.0E9, inclusive`);
  }
  return { operator, value };
}

function readNetwork(cidr: string): BlockList {
  const [, address = '', bits = ''] = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(bits) > (family === 6 ? 128 : 32)) {
    throw new FilterPolicyProblem(`Malformed CIDR, one '/' required: ${cidr}`);
  }
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return network;
}
