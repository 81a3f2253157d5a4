import type { OptionSpecs } from '../command.ts';

/** Where the server is unless somebody says otherwise: a server started on this machine with its defaults. */
export const DEFAULT_URL = 'http://127.0.0.1:8600';

/** Options that every command takes, before or after its name. */
export const GLOBAL_OPTIONS = {
  url: { kind: 'text', value: 'URL', env: 'THINGDOCK_URL', about: `The server, by default ${DEFAULT_URL}` },
  token: { kind: 'secret', value: 'TOKEN', env: 'THINGDOCK_TOKEN', about: 'Your API token' },
  json: { kind: 'flag', about: 'Print JSON on standard output, errors as problem details' },
  help: { kind: 'flag', about: 'Show this help' },
} as const satisfies OptionSpecs;
