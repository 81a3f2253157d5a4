import { isObject, type JsonObject, type Parsed, parsed, problem } from './json.ts';

/** Environment variables by name. */
export type Environment = { readonly [name: string]: string };

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,255}$/;
/** The agent speaks with Node-RED through the one, and the other means something to JavaScript itself. */
const RESERVED = new Set(['NODE_CHANNEL_FD', '__proto__']);

/** True for a name that a variable of a flow or a file may have. */
export function isEnvironmentName(name: string): boolean {
  return NAME.test(name) && !RESERVED.has(name);
}

/** Reads `{NAME: value}`; numbers and booleans become texts. Absent or null means none. */
export function parseEnvironment(raw: unknown): Parsed<Environment> {
  if (raw === undefined || raw === null) return parsed({});
  if (!isObject(raw)) return problem('the environment variables are not an object');
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (!isEnvironmentName(name))
      return problem(`"${name.slice(0, 100)}" cannot be the name of an environment variable`);
    if (typeof value === 'object') return problem(`the environment variable ${name} is not a text`);
    const text = String(value);
    if (text.includes('\0')) return problem(`the environment variable ${name} contains a zero byte`);
    variables[name] = text;
  }
  return parsed(variables);
}

/** Reads a list of `NAME=value`, the form that files and hooks use. */
export function parseEnvironmentList(raw: unknown): Parsed<Environment> {
  if (raw === undefined || raw === null) return parsed({});
  if (!Array.isArray(raw)) return problem('envs is not a list');
  const pairs: JsonObject[] = [];
  for (const entry of raw) {
    const at = typeof entry === 'string' ? entry.indexOf('=') : -1;
    if (typeof entry !== 'string' || at < 1) return problem('an entry of envs is not of the form NAME=value');
    pairs.push({ [entry.slice(0, at)]: entry.slice(at + 1) });
  }
  return parseEnvironment(Object.assign({}, ...pairs));
}

/** The list form of variables, in the order of their names. */
export function environmentList(variables: Environment): string[] {
  return Object.keys(variables)
    .sort()
    .map((name) => `${name}=${variables[name]}`);
}
