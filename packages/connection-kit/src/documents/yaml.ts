/** What a template is made of. */
export type Tree = string | number | boolean | readonly Tree[] | { readonly [key: string]: Tree };

type Branch = Extract<Tree, object>;

/** Texts that YAML reads as themselves without quotes; everything else is quoted as in JSON, which YAML understands. */
const PLAIN = /^[A-Za-z/](?:[\w ./$*-]|:(?=[\w*]|:))*$/;
const RESERVED = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** A tree as block YAML, without tags or anchors. `depth` in steps of two blanks. */
export function yaml(tree: Tree, depth = 0): string {
  const indent = '  '.repeat(depth);
  if (!isNested(tree)) return indent + leaf(tree);
  if (isList(tree)) return tree.map((item) => `${indent}- ${yaml(item, depth + 1).trimStart()}`).join('\n');
  return Object.entries(tree)
    .map(([key, value]) => {
      const nested = isNested(value) ? `\n${yaml(value, depth + 1)}` : ` ${leaf(value)}`;
      return `${indent}${scalar(key)}:${nested}`;
    })
    .join('\n');
}

function leaf(tree: Tree): string {
  if (isList(tree)) return '[]';
  return typeof tree === 'object' ? '{}' : scalar(tree);
}

function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return PLAIN.test(value) && !RESERVED.test(value) && value.trim() === value ? value : JSON.stringify(value);
}

const isList = (value: Tree): value is readonly Tree[] => Array.isArray(value);
const isNested = (value: Tree): value is Branch => typeof value === 'object' && Object.keys(value).length > 0;
