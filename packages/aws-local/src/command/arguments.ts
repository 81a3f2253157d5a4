import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `aws-local: a local stand-in for AWS STS, IAM, SNS, IoT and IoT data

  --data DIR           keep the state in this folder (default: in memory, gone at the end)
  --http-port N        port without TLS (default 4580; 0: a free one)
  --https-port N       port with TLS (default 4581; 0: a free one)
  --mqtt-port N        MQTT over mutual TLS (default 8883; 0: a free one)
  --account ID         another account (twelve digits), beside the first one; may be repeated
  --region R           a region that answers; may be repeated (default: all)
  --delivery-host H    a host besides loopback to which SNS may deliver; may be repeated
  --served-host H      a host name besides localhost under which it answers; may be repeated
  --role-delay SECONDS a new role cannot be given to a rule for so long, as on AWS (default 0)
  --sns-retry-speed N  SNS's pauses between attempts are N times shorter (default 1)
  --session-expiry SECONDS
                       how long a persistent MQTT session waits for its client (default 3600)
  --admin              answer admin calls (faults, accounts, reset); the token is printed, or in the ready file
  --ready-file FILE    write addresses and keys there (JSON, mode 0600) once it is up; removed at the end
  --log-level LEVEL    debug, info, warn (default), error, silent
  --help
`;

export type CommandOptions = {
  dataDir?: string;
  ports: { http: number; https: number; mqtt: number };
  accounts: string[];
  regions: string[];
  deliveryHosts: string[];
  servedHosts: string[];
  roleReadyAfterSeconds: number;
  snsRetrySpeed: number;
  sessionExpirySeconds: number;
  admin: boolean;
  readyFile?: string;
  logLevel: string;
};

export type ParsedArguments =
  | { kind: 'run'; options: CommandOptions }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string };

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];

/** npm runs scripts in the package's folder; relative paths are meant from where the user stands. */
const fromHere = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

const OPTIONS = {
  data: { type: 'string' },
  'http-port': { type: 'string', default: '4580' },
  'https-port': { type: 'string', default: '4581' },
  'mqtt-port': { type: 'string', default: '8883' },
  account: { type: 'string', multiple: true, default: [] as string[] },
  region: { type: 'string', multiple: true, default: [] as string[] },
  'delivery-host': { type: 'string', multiple: true, default: [] as string[] },
  'served-host': { type: 'string', multiple: true, default: [] as string[] },
  'role-delay': { type: 'string', default: '0' },
  'sns-retry-speed': { type: 'string', default: '1' },
  'session-expiry': { type: 'string', default: '3600' },
  admin: { type: 'boolean', default: false },
  'ready-file': { type: 'string' },
  'log-level': { type: 'string', default: 'warn' },
  help: { type: 'boolean', default: false },
} as const;

export function parseArguments(args: readonly string[]): ParsedArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: OPTIONS,
    });
    if (values.help) return { kind: 'help' };
    if (!LEVELS.includes(values['log-level'])) throw new TypeError(`--log-level must be one of ${LEVELS.join(', ')}`);
    const wrong = values.account.find((id) => !/^\d{12}$/.test(id));
    if (wrong !== undefined) throw new TypeError(`--account must have twelve digits, not '${wrong}'`);
    const options: CommandOptions = {
      accounts: values.account,
      ports: {
        http: port('--http-port', values['http-port']),
        https: port('--https-port', values['https-port']),
        mqtt: port('--mqtt-port', values['mqtt-port']),
      },
      regions: values.region,
      deliveryHosts: values['delivery-host'],
      servedHosts: values['served-host'],
      roleReadyAfterSeconds: seconds('--role-delay', values['role-delay']),
      snsRetrySpeed: speed('--sns-retry-speed', values['sns-retry-speed']),
      sessionExpirySeconds: seconds('--session-expiry', values['session-expiry']),
      admin: values.admin,
      logLevel: values['log-level'],
    };
    if (values.data !== undefined) options.dataDir = fromHere(values.data);
    if (values['ready-file'] !== undefined) options.readyFile = fromHere(values['ready-file']);
    return { kind: 'run', options };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'wrong', message: error.message };
    throw error;
  }
}

function port(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new TypeError(`${option} must be a port number (0 to 65535), not '${text}'`);
  return value;
}

function seconds(option: string, text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new TypeError(`${option} must be a number of seconds (0 to 9999), not '${text}'`);
  return Number(text);
}

function speed(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new TypeError(`${option} must be a whole number from 1, not '${text}'`);
  return Number(text);
}
