import type { OptionSpec, OptionSpecs, Values } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';

export const FLOW_ID = { id: { about: 'id of the flow, as "thingdock flows list" shows it' } } as const;
export const FLOW_NAME = { kind: 'text', value: 'NAME', about: 'Name of the flow, 1 to 64 characters' } as const;
export const FLOW_FILE = {
  kind: 'text',
  value: 'FILE',
  required: true,
  about: 'flows.json as Node-RED exports it, or "-" for standard input',
} as const satisfies OptionSpec;

/** What is said about a version, of flows and of files. */
export const NOTES = {
  title: { kind: 'text', value: 'TEXT', about: 'Title of the version, at most 30 characters' },
  comment: { kind: 'text', value: 'TEXT', about: 'Comment on the version, at most 512 characters' },
} as const satisfies OptionSpecs;
export const BASED_ON = {
  kind: 'number',
  value: 'N',
  about: 'The newest version that you know; refused when somebody saved a newer one',
} as const satisfies OptionSpec;

/** What a version of a flow has besides its text. */
export const FLOW_PARTS = {
  ...NOTES,
  packages: { kind: 'list', value: 'NAME@VERSION', about: 'npm packages that bring its nodes' },
  credentials: {
    kind: 'text',
    value: 'FILE',
    about: 'JSON with an object for the id of each node that has credentials, or "-"; nodes left out keep theirs',
  },
} as const satisfies OptionSpecs;

/** Those that were given. */
export const notes = ({ title, comment }: Values<typeof NOTES>) => ({
  ...(title === undefined ? {} : { title }),
  ...(comment === undefined ? {} : { comment }),
});

/** The parts that were given, as the API takes them. */
export async function flowParts(context: Context, options: Values<typeof FLOW_PARTS>) {
  const { packages, credentials } = options;
  return {
    ...notes(options),
    ...(packages ? { packages: readPackages(packages) } : {}),
    ...(credentials ? { credentials: readCredentials(await context.readText(credentials, '--credentials')) } : {}),
  };
}

/** `NAME@VERSION`, where the name may begin with an `@` of its own. */
export function readPackages(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text) => {
    const at = text.lastIndexOf('@');
    if (at < 1 || at === text.length - 1)
      throw usage(`"${text}" names no version of a package. It looks like node-red-contrib-s7@3.1.0.`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

type Credentials = Record<string, Record<string, unknown>>;

function readCredentials(text: string): Credentials {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usage('--credentials is not JSON.');
  }
  if (!isObject(value) || !Object.values(value).every((entry) => isObject(entry) || typeof entry === 'string'))
    throw usage('--credentials is no object with an object for each node: {"NODE-ID": {"password": "…"}}.');
  // Source: Node-RED keeps its flows_cred.json as {"$": "encrypted text"} (@node-red/runtime, lib/nodes/credentials.js).
  if (typeof value.$ === 'string')
    throw usage(
      '--credentials is encrypted by Node-RED. Write the plain ones into a file: {"NODE-ID": {"password": "…"}}.',
    );
  return value as Credentials;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
