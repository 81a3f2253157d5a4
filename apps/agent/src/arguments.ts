import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LOG_LEVELS, type LogLevel } from './platform/log.ts';

export const USAGE = `usage: thingdock-agent --config FILE [--node-red PATH] [--log-level debug|info|warn|error]

Runs the agent of one device in the foreground until it gets SIGINT or SIGTERM.
  --config FILE      config.json of the device (host, thingName, caCert, clientCert, privateKey)
  --node-red PATH    folder or start file of Node-RED, instead of the one that comes with the agent
  --log-level LEVEL  how much to log on standard error (default info)
`;

export type Arguments =
  | { kind: 'run'; configFile: string; nodeRedPath?: string; logLevel: LogLevel }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string };

/** Reads the command line. Relative paths count from `folder`. */
export function parseArguments(args: readonly string[], folder: string): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        'node-red': { type: 'string' },
        'log-level': { type: 'string', default: 'info' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    const logLevel = LOG_LEVELS.find((level) => level === values['log-level']);
    if (!logLevel) return { kind: 'wrong', message: `--log-level is one of ${LOG_LEVELS.join(', ')}.` };
    if (!values.config) return { kind: 'wrong', message: '--config FILE is missing.' };
    const nodeRed = values['node-red'];
    return {
      kind: 'run',
      configFile: resolve(folder, values.config),
      logLevel,
      ...(nodeRed ? { nodeRedPath: resolve(folder, nodeRed) } : {}),
    };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}
