import type { Column, Expression, Projection, Query, Select } from './ast.ts';

/** Writes a statement so that parsing gives it back; every operand that is not simple stands in parentheses. */
export function printSelect({ variables, projection, from, where }: Select): string {
  const set = variables.map(([name, value]) => `@${name} = ${printExpression(value)}`).join(', ');
  const clauses = [
    ...(set ? [`SET ${set}`] : []),
    `SELECT ${printProjection(projection)}`,
    ...(from === undefined ? [] : [`FROM ${quote(from)}`]),
    ...(where ? [`WHERE ${printExpression(where)}`] : []),
  ];
  return clauses.join(' ');
}

export function printExpression(expression: Expression): string {
  const print = printExpression;
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? quote(expression.value) : String(expression.value);
    case 'name':
      return expression.name;
    case 'variable':
      return `@${expression.name}`;
    case 'member':
      return `${operand(expression.of)}.${expression.name}`;
    case 'item':
      return `${operand(expression.of)}[${expression.index}]`;
    case 'payload':
      return '*';
    case 'array':
      return `[${expression.items.map(print).join(', ')}]`;
    case 'object':
      return `{${expression.entries.map(([key, value]) => `${quote(key)}: ${print(value)}`).join(', ')}}`;
    case 'call':
      return `${expression.name}(${expression.args.map(print).join(', ')})`;
    case 'cast':
      return `cast(${print(expression.operand)} AS ${expression.type})`;
    case 'case':
      return printCase(expression);
    case 'query':
      return `(${printQuery(expression.query)})`;
    case 'exists':
      return `EXISTS (${printQuery(expression.query)})`;
    default:
      return printOperation(expression);
  }
}

type Operation = Extract<Expression, { kind: 'not' | 'and' | 'or' | 'compare' | 'in' | 'arithmetic' }>;

function printOperation(expression: Operation): string {
  switch (expression.kind) {
    case 'not':
      return `NOT ${operand(expression.operand)}`;
    case 'and':
    case 'or':
      return `${operand(expression.left)} ${expression.kind.toUpperCase()} ${operand(expression.right)}`;
    case 'in':
      return `${operand(expression.item)} IN ${operand(expression.list)}`;
    case 'compare':
    case 'arithmetic':
      return `${operand(expression.left)} ${expression.operator} ${operand(expression.right)}`;
  }
}

function printProjection(projection: Projection): string {
  if (projection.kind === 'columns') return projection.columns.map(printColumn).join(', ');
  const { expression } = projection;
  // In parentheses, so that `VALUE [0]` is not read as an item of a field called `value`.
  return `VALUE ${expression.kind === 'payload' ? '*' : `(${printExpression(expression)})`}`;
}

function printColumn({ expression, path }: Column): string {
  return path ? `${printExpression(expression)} AS ${path.join('.')}` : printExpression(expression);
}

function printQuery({ projection, from, alias, where }: Query): string {
  const name = alias === undefined ? '' : ` AS ${alias}`;
  const condition = where ? ` WHERE ${printExpression(where)}` : '';
  return `SELECT ${printProjection(projection)} FROM ${printExpression(from)}${name}${condition}`;
}

function printCase({ subject, branches, otherwise }: Extract<Expression, { kind: 'case' }>): string {
  const whens = branches.map(({ when, result }) => `WHEN ${printExpression(when)} THEN ${printExpression(result)}`);
  const last = otherwise ? [`ELSE ${printExpression(otherwise)}`] : [];
  return ['CASE', printExpression(subject), ...whens, ...last, 'END'].join(' ');
}

const SIMPLE = new Set<Expression['kind']>(['name', 'variable', 'call', 'cast', 'query']);

function operand(expression: Expression): string {
  return SIMPLE.has(expression.kind) ? printExpression(expression) : `(${printExpression(expression)})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
