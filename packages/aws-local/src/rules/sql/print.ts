import type { Column, Expression, Select } from './ast.ts';

/** Writes a statement so that parsing gives it back; every nested condition stands in parentheses. */
export function printSelect({ columns, from, where }: Select): string {
  const condition = where ? ` WHERE ${printExpression(where)}` : '';
  return `SELECT ${columns.map(printColumn).join(', ')} FROM ${quote(from)}${condition}`;
}

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? quote(expression.value) : String(expression.value);
    case 'path':
      return expression.steps
        .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
        .join('');
    case 'payload':
      return '*';
    case 'call':
      return `${expression.name}(${expression.args.map(printExpression).join(', ')})`;
    case 'not':
      return `NOT ${operand(expression.operand)}`;
    case 'and':
    case 'or':
      return `${operand(expression.left)} ${expression.kind.toUpperCase()} ${operand(expression.right)}`;
    case 'compare':
      return `${operand(expression.left)} ${expression.operator} ${operand(expression.right)}`;
  }
}

function printColumn({ expression, name }: Column): string {
  return name === undefined ? printExpression(expression) : `${printExpression(expression)} AS ${name}`;
}

function operand(expression: Expression): string {
  const simple = expression.kind === 'literal' || expression.kind === 'path' || expression.kind === 'call';
  return simple ? printExpression(expression) : `(${printExpression(expression)})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
