import { Fault, fieldFault } from '@thingdock/api';
import { type IotEndpoint, isUsable, parseIotEndpoint, parseRoleArn, type RoleArn } from '../../aws/index.ts';
import { Secret } from '../../platform/crypto/secret.ts';

/** What a person types. */
export type TypedFields = {
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
  endpoint?: string | undefined;
  /** In place of the endpoint, which is then looked up. */
  region?: string | undefined;
  roleArn: string;
  takeOver?: boolean | undefined;
};

/** The same, read and plausible; nothing was asked of AWS yet. */
export type Fields = {
  name: string;
  accessKeyId: string;
  secretAccessKey: Secret;
  at: At;
  role: RoleArn;
};

/** Where devices connect. Without an endpoint, it is the one that AWS has for the account. */
export type At = { region: string; endpoint: IotEndpoint | undefined };

/** Some of the fields: what was typed so far. */
export type SomeFields = Pick<Fields, 'accessKeyId' | 'secretAccessKey'> & Partial<Fields>;

const NAME_MAX = 64;

/** Reads the fields. Throws a fault that names every one that is missing or malformed. */
export function readFields(typed: TypedFields): Fields {
  return gather({
    name: () => readName(typed.name),
    ...readersOfKey(typed),
    at: () => readAt(typed),
    role: () => readRole(typed.roleArn),
  });
}

/** Reads the fields that are filled; a key there must be. Throws a fault that names every one that is malformed. */
export function readSomeFields(typed: Partial<TypedFields>): SomeFields {
  const { name, roleArn } = typed;
  return gather({
    ...readersOfKey(typed),
    ...(isFilled(name) ? { name: () => readName(name) } : {}),
    ...(isFilled(typed.endpoint) || isFilled(typed.region) ? { at: () => readAt(typed) } : {}),
    ...(isFilled(roleArn) ? { role: () => readRole(roleArn) } : {}),
  });
}

/** What a person types for a connection from before there was a role. */
export type TypedOlderFields = Omit<TypedFields, 'roleArn' | 'takeOver'>;
export type OlderFields = Omit<Fields, 'role'>;

/** Reads the fields of such a connection. Throws a fault that names every one that is missing or malformed. */
export const readOlderFields = (typed: TypedOlderFields): OlderFields =>
  gather({ name: () => readName(typed.name), ...readersOfKey(typed), at: () => readAt(typed) });

export type TypedMigration = Partial<TypedKey> & Pick<TypedFields, 'roleArn' | 'takeOver'>;

/** Reads the role that such a connection is to get, and a new key when a part of one is given. */
export function readMigration(typed: TypedMigration): Pick<Fields, 'role'> & { key?: Pick<Fields, keyof TypedKey> } {
  const role = () => readRole(typed.roleArn);
  if (!isFilled(typed.accessKeyId) && !isFilled(typed.secretAccessKey)) return gather({ role });
  const { role: read, ...key } = gather({ role, ...readersOfKey(typed) });
  return { role: read, key };
}

/** Reads what is to take the place of what a connection has: a role, perhaps with a key, or a key alone. */
export function readChange({ roleArn, accessKeyId = '', secretAccessKey = '' }: Partial<TypedMigration>) {
  const key = { accessKeyId, secretAccessKey };
  return isFilled(roleArn) ? readMigration({ roleArn, ...key }) : { role: undefined, key: readKey(key) };
}

export type TypedKey = Pick<TypedFields, 'accessKeyId' | 'secretAccessKey'>;

/** Reads a key. Throws a fault that names what of it is missing or malformed. */
export const readKey = (typed: TypedKey): Pick<Fields, 'accessKeyId' | 'secretAccessKey'> =>
  gather(readersOfKey(typed));

const readersOfKey = ({ accessKeyId = '', secretAccessKey = '' }: Partial<TypedKey>) => ({
  accessKeyId: () => readAccessKeyId(accessKeyId),
  secretAccessKey: () => readSecretAccessKey(secretAccessKey),
});

const isFilled = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

/** Reads the endpoint, or the region in its place. */
export function readAt({ endpoint: typed, region: typedRegion }: Pick<TypedFields, 'endpoint' | 'region'>): At {
  const region = isFilled(typedRegion) ? readRegion(typedRegion) : undefined;
  if (region !== undefined && !isFilled(typed)) return { region, endpoint: undefined };
  const endpoint = readEndpoint(typed ?? '');
  if (region !== undefined && region !== endpoint.region)
    throw wrong('region', 'region_mismatch', `The endpoint is one of ${endpoint.region}. Leave the region out.`);
  return { region: endpoint.region, endpoint };
}

function readRegion(typed: string): string {
  const region = typed.trim().toLowerCase();
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region) || !isUsable(region))
    throw wrong('region', 'region_invalid', `"${region}" is no region of AWS IoT. It looks like eu-west-1.`);
  return region;
}

/** Reads a connection's name: 1–64 characters, blanks around it do not count. */
export function readName(typed: string): string {
  const name = present('name', 'Connection Name', typed);
  if ([...name].length > NAME_MAX)
    throw wrong('name', 'maxLength', `Connection Name may have at most ${NAME_MAX} characters.`);
  return name;
}

function readAccessKeyId(typed: string): string {
  const value = present('accessKeyId', 'AWS Access Key ID', typed);
  if (value.startsWith('ASIA'))
    throw wrong('accessKeyId', 'temporary_key', 'This is a temporary key. Create an access key of an IAM user.');
  // IAM API reference, AccessKey: 16 to 128 word characters; those that AWS issues are upper-case letters and digits.
  if (!/^[A-Z0-9]{16,128}$/.test(value))
    throw wrong(
      'accessKeyId',
      'access_key_id_invalid',
      'An AWS Access Key ID has 20 capital letters and digits, such as AKIAIOSFODNN7EXAMPLE.',
    );
  return value;
}

function readSecretAccessKey(typed: string): Secret {
  const text = present('secretAccessKey', 'AWS Secret Access Key', typed);
  if (!/^[A-Za-z0-9/+=]{16,128}$/.test(text))
    throw wrong(
      'secretAccessKey',
      'secret_access_key_invalid',
      'An AWS Secret Access Key has 40 letters, digits, "/" and "+".',
    );
  return new Secret(text);
}

function readEndpoint(typed: string): IotEndpoint {
  const text = present('endpoint', 'AWS IoT Endpoint', typed);
  const endpoint = parseIotEndpoint(text);
  if (!endpoint) throw fieldFault('endpoint', 'endpoint_invalid', { endpoint: text });
  return endpoint;
}

export function readRole(typed: string): RoleArn {
  const text = present('roleArn', 'IAM Role ARN', typed);
  const role = parseRoleArn(text);
  if (!role) throw fieldFault('roleArn', 'role_arn_invalid', { roleArn: text });
  return role;
}

function present(field: string, title: string, typed: string): string {
  const text = typed.trim();
  if (text === '') throw wrong(field, 'required', `${title} is missing.`);
  return text;
}

const wrong = (field: string, code: string, detail: string): Fault =>
  new Fault('validation_failed', { errors: [{ field, code, detail }] });

/** Runs every reader, so that all faults are told at once; a single one keeps its own code. */
function gather<T extends object>(readers: { [K in keyof T]: () => T[K] }): T {
  const values: Partial<T> = {};
  const faults: Fault[] = [];
  for (const key of Object.keys(readers) as (keyof T)[]) {
    try {
      values[key] = readers[key]();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  }
  const [first, ...more] = faults;
  if (!first) return values as T;
  throw more.length === 0 ? first : new Fault('validation_failed', { errors: faults.flatMap((it) => it.errors) });
}
