import type { Pair } from './read.ts';

/** Takes the JSON documents out of a text that may hold several, with other text between them. */
export function splitJson(text: string): { documents: unknown[]; rest: string } {
  const documents: unknown[] = [];
  let rest = '';
  let at = 0;
  while (at < text.length) {
    const end = /[[{]/.test(text[at] ?? '') ? endOfDocument(text, at) : undefined;
    const document = end === undefined ? undefined : parsed(text.slice(at, end));
    if (end === undefined || document === undefined) {
      rest += text[at];
      at += 1;
    } else {
      documents.push(document);
      at = end;
    }
  }
  return { documents, rest };
}

/** Where the bracket at `start` is closed; `undefined` when it never is. */
function endOfDocument(text: string, start: number): number | undefined {
  // A string, or a bracket: so brackets inside strings do not count.
  const token = /"(?:[^"\\]|\\.)*"|[[\]{}]/gs;
  token.lastIndex = start;
  let depth = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '{' || match[0] === '[') depth += 1;
    else if (match[0] === '}' || match[0] === ']') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON after all, but text that has brackets: it is read in other ways.
    return undefined;
  }
}

/**
 * Every name with a text as its value, however deep; those of Terraform by their own names. Of a stack only the outputs,
 * since its other members bear names of the same kind: `RoleARN` is the role that CloudFormation itself works under.
 */
export function jsonPairs(document: unknown): Pair[] {
  if (isRecord(document) && Array.isArray(document.Stacks))
    return document.Stacks.flatMap((stack) => (isRecord(stack) ? jsonPairs(stack.Outputs) : []));
  return pairs(document);
}

function pairs(tree: unknown): Pair[] {
  if (Array.isArray(tree)) return tree.flatMap(pairs);
  if (!isRecord(tree)) return [];
  const { OutputKey, OutputValue } = tree;
  if (typeof OutputKey === 'string' && typeof OutputValue === 'string') return [[OutputKey, OutputValue]];
  return Object.entries(tree).flatMap(([name, value]): Pair[] => {
    if (typeof value === 'string') return [[name, value]];
    if (isRecord(value) && typeof value.value === 'string') return [[name, value.value]];
    return pairs(value);
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
