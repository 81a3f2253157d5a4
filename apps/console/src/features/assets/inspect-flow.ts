import { FLOW_SIZE_LIMIT } from '@thingdock/api';
import { count, fileSize } from '../../words/count.ts';

export type Inspected = { nodes: number; tabs: number; size: number; problem: string | undefined };

/** What a file holds, and what speaks against uploading it; the server checks the same again, and more. */
export function inspectFlow(text: string): Inspected {
  const size = new TextEncoder().encode(text).length;
  const nodes = parse(text);
  if (nodes === undefined)
    return { nodes: 0, tabs: 0, size, problem: 'This file is no Node-RED export: it holds no JSON array of nodes.' };
  const tabs = nodes.filter(({ type }) => type === 'tab').length;
  const tooLarge = `The file has ${fileSize(size)}; devices take at most ${fileSize(FLOW_SIZE_LIMIT)}.`;
  const problem = size > FLOW_SIZE_LIMIT ? tooLarge : nodes.length === 0 ? 'The file holds no nodes.' : undefined;
  return { nodes: nodes.length - tabs, tabs, size, problem };
}

/** `14 nodes on 2 tabs, 3.1 kB`. */
export function describeFlow({ nodes, tabs, size }: Inspected): string {
  return `${count(nodes, 'node')}${tabs > 0 ? ` on ${count(tabs, 'tab')}` : ''}, ${fileSize(size)}`;
}

/** A name for a flow by its file: `flows_line-3 (1).json` is line-3. */
export function nameFromFile(fileName: string): string {
  const bare = fileName.replace(/\.json$/i, '').replace(/\s*\(\d+\)$/, '');
  return (bare.replace(/^flows?[_-]/i, '') || bare).slice(0, 64);
}

type LooseNode = { type?: unknown };

function parse(text: string): LooseNode[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((node) => typeof node === 'object' && node !== null) : undefined;
  } catch {
    return undefined;
  }
}
