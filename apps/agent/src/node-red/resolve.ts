import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** There is no Node-RED to run; the message says where it was looked for. */
export class NodeRedMissing extends Error {}

/** The start file of Node-RED: in the given folder, the given file itself, or the one installed with this agent. */
export function resolveNodeRed(given: string | undefined): string {
  const start = given === undefined ? installed() : inside(given);
  if (start && existsSync(start)) return start;
  throw new NodeRedMissing(
    given === undefined
      ? 'Node-RED is not installed with this agent. Install it, or name its folder with --node-red PATH.'
      : `There is no Node-RED at ${given}: neither a start file nor a folder with red.js in it.`,
  );
}

function inside(given: string): string | undefined {
  if (!existsSync(given)) return undefined;
  if (!statSync(given).isDirectory()) return given;
  return [join(given, 'red.js'), join(given, 'node_modules', 'node-red', 'red.js')].find(existsSync);
}

function installed(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node-red/package.json')), 'red.js');
  } catch {
    return undefined;
  }
}
