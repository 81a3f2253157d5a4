import { type ConnectionFields, readOutputs } from '@thingdock/connection-kit';
import type { OptionSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { Failure, usage } from '../failures.ts';

/** An access key as options; a file can have it too. */
export const KEY_OPTIONS = {
  from: {
    kind: 'text',
    value: 'FILE',
    about: 'What the set-up kit wrote, or a file of an access key; "-" reads stdin',
  },
  'access-key-id': { kind: 'text', value: 'KEY', about: 'AWS Access Key ID' },
  'secret-access-key': {
    kind: 'secret',
    value: 'SECRET',
    env: 'THINGDOCK_SECRET_ACCESS_KEY',
    about: 'AWS Secret Access Key',
  },
} as const satisfies Record<string, OptionSpec>;

/** The fields of AWS that a new connection has, as options; a file of a set-up can have them too. */
export const FIELD_OPTIONS = {
  ...KEY_OPTIONS,
  endpoint: { kind: 'text', value: 'HOST', about: 'AWS IoT Endpoint (AWS console: IoT Core, Settings)' },
  region: { kind: 'text', value: 'REGION', about: 'Region of AWS, in place of the endpoint: it is looked up then' },
  'role-arn': { kind: 'text', value: 'ARN', about: 'IAM Role ARN, of the role that AWS IoT assumes' },
} as const satisfies Record<string, OptionSpec>;

/** What was given for `FIELD_OPTIONS`. */
export type FieldOptions = { readonly [N in keyof typeof FIELD_OPTIONS]: string | undefined };

type KeyOptions = { readonly [N in keyof typeof KEY_OPTIONS]: string | undefined };
type AwsKey = { accessKeyId: string; secretAccessKey: string };

export type AwsFields = AwsKey & { endpoint?: string; region?: string; roleArn: string };

/**
 * Puts options and file together: an option counts before the file, except that an access key's id and secret are never
 * taken from two places. Asks for the secret when somebody sits there. Throws a usage failure for what is missing.
 */
export async function awsFields(options: FieldOptions, context: Reading): Promise<AwsFields> {
  const file = await fileOf(options, context);
  const roleArn = options['role-arn'] ?? file.roleArn;
  const endpoint = options.endpoint ?? (options.region ? undefined : file.endpoint);
  const region = options.region ?? (endpoint ? undefined : file.region);
  const { accessKeyId } = keyPair(options, file);
  if (accessKeyId === undefined) throw missing('access-key-id');
  if (endpoint === undefined && region === undefined)
    throw usage(`--endpoint is missing: ${FIELD_OPTIONS.endpoint.about}. Or give --region, and it is looked up.`);
  if (roleArn === undefined) throw missing('role-arn');
  const place = { ...(endpoint ? { endpoint } : {}), ...(region ? { region } : {}) };
  return { ...(await wholeKey(options, file, context)), ...place, roleArn };
}

/** An access key alone, by the same rules. */
export async function awsKey(options: KeyOptions, context: Reading): Promise<AwsKey> {
  return wholeKey(options, await fileOf(options, context), context);
}

type Reading = Pick<Context, 'readText' | 'askHidden'>;

const fileOf = async ({ from }: KeyOptions, context: Reading): Promise<ConnectionFields> =>
  from === undefined ? {} : readFields(from, context);

async function wholeKey(options: KeyOptions, file: ConnectionFields, { askHidden }: Reading): Promise<AwsKey> {
  const { accessKeyId, secretAccessKey } = keyPair(options, file);
  if (accessKeyId === undefined) throw missing('access-key-id');
  const secret = secretAccessKey ?? (await askHidden(`${KEY_OPTIONS['secret-access-key'].about}: `));
  if (secret !== undefined) return { accessKeyId, secretAccessKey: secret };
  throw usage(
    `${missing('secret-access-key').message} Set THINGDOCK_SECRET_ACCESS_KEY, or pipe it in with "--secret-access-key -".`,
  );
}

function keyPair(options: KeyOptions, file: ConnectionFields): ConnectionFields {
  const accessKeyId = options['access-key-id'] ?? file.accessKeyId;
  const ofFile = accessKeyId === file.accessKeyId ? file.secretAccessKey : undefined;
  const secretAccessKey = ofFile ?? options['secret-access-key'];
  return { ...(accessKeyId ? { accessKeyId } : {}), ...(secretAccessKey ? { secretAccessKey } : {}) };
}

async function readFields(path: string, { readText }: Pick<Context, 'readText'>): Promise<ConnectionFields> {
  const fields = readOutputs(await readText(path, '--from'));
  if (Object.keys(fields).length > 0) return fields;
  const reason = 'nothing in it is a field of a connection';
  throw new Failure('file_unreadable', { details: { path, reason } });
}

const missing = (name: Exclude<keyof typeof FIELD_OPTIONS, 'from'>): Failure =>
  usage(`--${name} is missing: ${FIELD_OPTIONS[name].about}. It can also be in the file that --from names.`);
