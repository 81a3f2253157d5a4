import type { Connection, CreateConnection, RouteBody, Routes } from '@thingdock/api';

type InspectConnection = RouteBody<Routes['connections.inspect']>;

export const FIELD_NAMES = ['name', 'accessKeyId', 'secretAccessKey', 'endpoint', 'roleArn'] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** What is in the fields. `region` comes with pasted outputs that name no endpoint, which AWS is then asked for. */
export type Values = Record<FieldName | 'region', string>;
export type Faults = Partial<Record<FieldName, string>>;

export const NO_VALUES: Values = {
  name: '',
  accessKeyId: '',
  secretAccessKey: '',
  endpoint: '',
  region: '',
  roleArn: '',
};

/** What a failed attempt leaves to begin with again: all but its key, which is stored nowhere. */
export const valuesOf = ({ name, endpoint, roleArn }: Connection): Values => ({
  ...NO_VALUES,
  name,
  endpoint,
  roleArn: roleArn ?? '',
});

/** The values as changed; an endpoint says its region itself. */
export function changeValues(values: Values, changed: Partial<Values>): Values {
  const next = { ...values, ...changed };
  return next.endpoint.trim() === '' ? next : { ...next, region: '' };
}

/** The body that checks what was typed so far. */
export function inspectBody({ accessKeyId, secretAccessKey, ...rest }: Values): InspectConnection {
  const typed = Object.entries(rest).filter(([, value]) => value.trim() !== '');
  return { accessKeyId, secretAccessKey, ...Object.fromEntries(typed) };
}

/** The body that creates the connection, or asks what creating it would do. */
export function createBody({ endpoint, region, ...rest }: Values, takeOver: boolean): CreateConnection {
  const at = endpoint.trim() === '' && region !== '' ? { region } : { endpoint };
  return { ...rest, ...at, ...(takeOver && { takeOver }) };
}

export type FieldText = {
  name: FieldName;
  label: string;
  help: string;
  placeholder: string;
  ask: string;
  where: readonly string[];
};

/** The fields in the order and words of the guide, each with one line of help and where to look for it in AWS. */
export const FIELDS: readonly FieldText[] = [
  {
    name: 'name',
    label: 'Connection Name',
    help: 'What your team calls this account and region. It can be changed later.',
    placeholder: 'Plant North',
    ask: 'Where is this shown?',
    where: ['In the list of connections, and where somebody picks the devices to deploy to. Up to 64 characters.'],
  },
  {
    name: 'accessKeyId',
    label: 'AWS Access Key ID',
    help: 'Of an IAM user made for this connection. Pasting a whole create-access-key answer fills both key fields.',
    placeholder: 'AKIAIOSFODNN7EXAMPLE',
    ask: 'Where do I find this?',
    where: [
      'IAM console, Users: create a user without console access, for example enebular-conn-user.',
      'Attach AWSIoTFullAccess, AmazonSNSFullAccess and your pass-role policy (EnebularPassRole) to it.',
      'Then Security credentials, Create access key; or aws iam create-access-key --user-name enebular-conn-user',
    ],
  },
  {
    name: 'secretAccessKey',
    label: 'AWS Secret Access Key',
    help: 'Shown once by AWS, together with the key id. It is stored encrypted and never shown again.',
    placeholder: '',
    ask: 'Where do I find this?',
    where: ['It stands beside the access key id when the key is created. If it is lost, create another key.'],
  },
  {
    name: 'endpoint',
    label: 'AWS IoT Endpoint',
    help: 'The address your devices connect to. The region follows from it.',
    placeholder: 'xxxxxxxxxxxxxx-ats.iot.eu-west-1.amazonaws.com',
    ask: 'Where do I find this?',
    where: [
      'AWS IoT console, in the region of your devices: Settings (or Domain configurations), Device data endpoint.',
      'Or: aws iot describe-endpoint --endpoint-type iot:Data-ATS --region REGION',
    ],
  },
  {
    name: 'roleArn',
    label: 'IAM Role ARN',
    help: 'The role under which AWS IoT runs the rules that report status. It belongs to the same account as the key.',
    placeholder: 'arn:aws:iam::123456789012:role/enebular_status_push_role',
    ask: 'Where do I find this?',
    where: [
      'IAM console, Roles: create a role for the AWS service IoT, for example enebular_status_push_role.',
      'Attach AmazonSNSFullAccess and AWSIoTDataAccess; detach the three policies that AWS adds by itself.',
      'The ARN is at the top of the role’s page.',
    ],
  },
];

/** Codes of refusals that name no field themselves, and the field that mends them. */
const FIELD_OF_CODE: Partial<Record<string, FieldName>> = {
  user_missing_permission: 'accessKeyId',
  invalid_credentials: 'accessKeyId',
  connection_name_taken: 'name',
  endpoint_invalid: 'endpoint',
  endpoint_mismatch: 'endpoint',
  pass_role_missing: 'roleArn',
  role_arn_invalid: 'roleArn',
  role_in_other_account: 'roleArn',
  role_missing_permission: 'roleArn',
  role_not_found: 'roleArn',
  role_not_ready: 'roleArn',
  role_not_trusted: 'roleArn',
};

export type Refusal = { code: string; detail: string; errors: readonly { field: string; detail: string }[] };

/** The sentences of a refusal by field; `rest` is what belongs to none and is told for the whole form. */
export function refusalByField(refusal: Refusal): { fields: Faults; rest: string | undefined } {
  const fields: Faults = {};
  for (const { field, detail } of refusal.errors)
    if (isField(field)) fields[field] = fields[field] ? `${fields[field]} ${detail}` : detail;
  const own = FIELD_OF_CODE[refusal.code];
  if (Object.keys(fields).length === 0 && own) fields[own] = refusal.detail;
  return { fields, rest: Object.keys(fields).length === 0 ? refusal.detail : undefined };
}

const isField = (name: string): name is FieldName => FIELD_NAMES.some((field) => field === name);

/** Fields that are still empty, told before the server is asked. */
export function missingFields(values: Values): Faults {
  const isMissing = (name: FieldName) => values[name].trim() === '' && !(name === 'endpoint' && values.region !== '');
  return Object.fromEntries(
    FIELDS.filter(({ name }) => isMissing(name)).map(({ name, label }) => [name, `${label} is missing.`]),
  );
}
