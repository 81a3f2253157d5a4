import { type ConnectionFields, readOutputs } from '@thingdock/connection-kit';
import type { OptionSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { Failure, usage } from '../failures.ts';

/** The fields of AWS that a new connection has, as options; a file of a set-up can have them too. */
export const FIELD_OPTIONS = {
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
  endpoint: { kind: 'text', value: 'HOST', about: 'AWS IoT Endpoint (AWS console: IoT Core, Settings)' },
  region: { kind: 'text', value: 'REGION', about: 'Region of AWS, in place of the endpoint: it is looked up then' },
  'role-arn': { kind: 'text', value: 'ARN', about: 'IAM Role ARN, of the role that AWS IoT assumes' },
} as const satisfies Record<string, OptionSpec>;

/** What was given for `FIELD_OPTIONS`. */
export type FieldOptions = { readonly [N in keyof typeof FIELD_OPTIONS]: string | undefined };

export type AwsFields = {
  accessKeyId: string;
  secretAccessKey: string;
  endpoint?: string;
  region?: string;
  roleArn: string;
};

/**
 * Puts options and file together: an option counts before the file, except that an access key's id and secret are never
 * taken from two places. Asks for the secret when somebody sits there. Throws a usage failure for what is missing.
 */
export async function awsFields(options: FieldOptions, context: Pick<Context, 'readText' | 'askHidden'>) {
  const file = options.from === undefined ? {} : await readFields(options.from, context);
  const { accessKeyId, secretAccessKey } = keyPair(options, file);
  const roleArn = options['role-arn'] ?? file.roleArn;
  const endpoint = options.endpoint ?? (options.region ? undefined : file.endpoint);
  const region = options.region ?? (endpoint ? undefined : file.region);
  if (accessKeyId === undefined) throw missing('access-key-id');
  if (endpoint === undefined && region === undefined)
    throw usage(`--endpoint is missing: ${FIELD_OPTIONS.endpoint.about}. Or give --region, and it is looked up.`);
  if (roleArn === undefined) throw missing('role-arn');
  const place = { ...(endpoint ? { endpoint } : {}), ...(region ? { region } : {}) };
  const secret = secretAccessKey ?? (await context.askHidden(`${FIELD_OPTIONS['secret-access-key'].about}: `));
  if (secret === undefined)
    throw usage(
      `${missing('secret-access-key').message} Set THINGDOCK_SECRET_ACCESS_KEY, or pipe it in with "--secret-access-key -".`,
    );
  return { accessKeyId, secretAccessKey: secret, ...place, roleArn } satisfies AwsFields;
}

function keyPair(options: FieldOptions, file: ConnectionFields): ConnectionFields {
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
