import type { Tree } from './yaml.ts';

/** A tree as an expression of Terraform's language. `depth` in steps of two blanks, of the line that it begins in. */
export function hcl(tree: Tree, depth = 0): string {
  if (typeof tree === 'string') return hclText(tree);
  if (typeof tree !== 'object') return String(tree);
  const inner = '  '.repeat(depth + 1);
  const end = '  '.repeat(depth);
  if (isList(tree)) {
    if (tree.length < 2) return `[${tree.map((item) => hcl(item, depth)).join('')}]`;
    return ['[', ...tree.map((item) => `${inner}${hcl(item, depth + 1)},`), `${end}]`].join('\n');
  }
  const members = Object.entries(tree).map(([key, value]): [string, string] => [hclKey(key), hcl(value, depth + 1)]);
  return members.length === 0 ? '{}' : ['{', ...assignments(members, inner), `${end}}`].join('\n');
}

/**
 * Lines that give names their values, with the equal signs of neighbours below each other as `terraform fmt` has it. A value
 * of several lines has no neighbours.
 */
export function assignments(members: readonly (readonly [name: string, value: string])[], indent: string): string[] {
  const alone = (index: number) => members[index]?.[1].includes('\n') ?? true;
  return members.map(([name, value], index) => {
    if (alone(index)) return `${indent}${name} = ${value}`;
    let first = index;
    let last = index;
    while (!alone(first - 1)) first -= 1;
    while (!alone(last + 1)) last += 1;
    const width = Math.max(...members.slice(first, last + 1).map((member) => member[0].length));
    return `${indent}${name.padEnd(width)} = ${value}`;
  });
}

/** `${` and `%{` would begin a template. Source: Terraform language, strings and templates. */
export const hclText = (text: string): string => JSON.stringify(text).replace(/([$%])\{/g, '$1$1{');

const hclKey = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : hclText(key));
const isList = (value: Tree): value is readonly Tree[] => Array.isArray(value);
