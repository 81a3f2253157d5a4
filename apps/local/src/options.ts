import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `usage: npm start -- [--data DIR] [--port N] [--no-demo] [--ready-file FILE]

Runs Thingdock on this machine: the stand-in for AWS, the server, and a demo device with Node-RED.
  --data DIR         where everything is kept (default .data); a later start carries on there
  --port N           the console's port (default 8600); the stand-in takes the next ones.
                     0 picks free ports once for the folder and remembers them
  --no-demo          stand-in and server only: no project, no connection, no device
  --ready-file FILE  written when all is up, removed on stop: JSON with addresses and credentials
`;

export type Options = { dataDir: string; port: number; demo: boolean; readyFile: string | undefined };

export class UsageError extends Error {}

/** Reads the command line; relative paths count from `folder`. Throws `UsageError`. */
export function parseOptions(args: readonly string[], folder: string): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_000)
    throw new UsageError(`--port is no port: "${values.port}".`);
  return {
    dataDir: resolve(folder, values.data),
    port,
    demo: !values['no-demo'],
    readyFile: values['ready-file'] === undefined ? undefined : resolve(folder, values['ready-file']),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string', default: '.data' },
        port: { type: 'string', default: '8600' },
        'no-demo': { type: 'boolean', default: false },
        'ready-file': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
