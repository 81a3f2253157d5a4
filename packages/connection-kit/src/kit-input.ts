import { DEFAULT_PREFIX, PREFIX_PATTERN } from './names.ts';
import { type Place, partitionOf } from './place.ts';
import { roleArnOf } from './policies.ts';

export const KIT_FORMATS = ['cloudformation', 'terraform', 'shell'] as const;
export type KitFormat = (typeof KIT_FORMATS)[number];

/** What somebody says who wants an account set up. */
export type KitInput = {
  accountId: string;
  region: string;
  /** May have a path before it: `path/of/role`. By default the guide's `enebular_status_push_role`. */
  roleName?: string;
  /** By default the guide's `enebular-conn-user`. */
  userName?: string;
  /** Of the names of rules and topics; the same as the installation's THINGDOCK_AWS_PREFIX. */
  prefix?: string;
  /** With the guide's policies in place of those that grant only what is needed. */
  guide?: boolean;
  /** The connection's key also makes things. */
  provisioning?: boolean;
};

export type KitField = 'accountId' | 'region' | 'roleName' | 'userName' | 'prefix';
export type KitProblem = { field: KitField; message: string };

/** Someone in IAM: `path` begins and ends with a slash. */
export type Named = { name: string; path: string; arn: string };
export type KitPlan = Place & { prefix: string; role: Named; user: Named; guide: boolean; provisioning: boolean };

/** Reads what was typed. Blanks round a value do not count, and an empty one is as good as none. */
export function readKitInput(input: KitInput): { plan: KitPlan } | { problems: KitProblem[] } {
  const typed = (value: string | undefined, otherwise: string) => value?.trim() || otherwise;
  const prefix = typed(input.prefix, DEFAULT_PREFIX);
  const values: Record<KitField, string> = {
    accountId: typed(input.accountId, '').replaceAll('-', ''),
    region: typed(input.region, ''),
    roleName: typed(input.roleName, `${prefix}_status_push_role`),
    userName: typed(input.userName, `${prefix}-conn-user`),
    prefix,
  };
  const problems = FIELDS.filter(({ field, pattern }) => !pattern.test(values[field]));
  if (problems.length > 0) return { problems: problems.map(({ field, message }) => ({ field, message })) };
  const { accountId, region } = values;
  const place = { partition: partitionOf(region), accountId, region };
  const { guide = false, provisioning = false } = input;
  const role = named(values.roleName, (path) => roleArnOf(place, path));
  const user = named(values.userName, (path) => `arn:${place.partition}:iam::${accountId}:user/${path}`);
  return { plan: { ...place, prefix, role, user, guide, provisioning } };
}

/** Forms of names: IAM API reference, CreateRole and CreateUser. */
const FIELDS: readonly (KitProblem & { pattern: RegExp })[] = [
  { field: 'accountId', pattern: /^\d{12}$/, message: 'An AWS account has twelve digits.' },
  {
    field: 'region',
    pattern: /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/,
    message: 'A region of AWS looks like eu-central-1.',
  },
  {
    field: 'roleName',
    pattern: /^\/?([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
    message: 'A role’s name has at most 64 letters, digits and "+=,.@_-", and may have a path before it.',
  },
  {
    field: 'userName',
    pattern: /^\/?([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
    message: 'A user’s name has at most 64 letters, digits and "+=,.@_-", and may have a path before it.',
  },
  {
    field: 'prefix',
    pattern: PREFIX_PATTERN,
    message: 'The prefix has at most 40 letters, digits and "_".',
  },
];

function named(typed: string, arnOf: (path: string) => string): Named {
  const full = typed.replace(/^\//, '');
  const cut = full.lastIndexOf('/') + 1;
  return { name: full.slice(cut), path: `/${full.slice(0, cut)}`, arn: arnOf(full) };
}
