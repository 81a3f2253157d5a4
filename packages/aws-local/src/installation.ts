import type { Clock, Ids } from '@thingdock/effects';
import { newAccessKey } from './identity/access-keys.ts';
import { openAccount, rootKeyOf } from './identity/accounts.ts';
import {
  type AccessKey,
  type IdentityTables,
  identityTables,
  newManagedPolicy,
  type User,
} from './identity/records.ts';
import { upgradeIdentity } from './identity/upgrade.ts';
import { uniqueId } from './services/iam/input.ts';
import type { Role, Store } from './stand-in.ts';

/** What the first start makes: one account with an administrator, and the user and role that a connection to AWS IoT is set up with. */
export type Installation = {
  accountId: string;
  root: AccessKey;
  demo: AccessKey;
  demoUserArn: string;
  roleArn: string;
};

type Stored = { accountId: string; rootKeyId: string; demoKeyId: string };

const DEMO_USER = 'enebular-conn-user';
const ROLE = 'enebular_status_push_role';
const PASS_ROLE = 'EnebularPassRole';

type Deps = { store: Store; clock: Clock; ids: Ids };

/** Reads the installation from the store; the first time, makes it. */
export function openInstallation(deps: Deps): Installation {
  const table = deps.store.table<Stored>('installation');
  const tables = identityTables(deps.store);
  const stored = table.get('account') ?? create(deps);
  if (!table.has('account')) table.set('account', stored);
  upgradeIdentity(tables, stored);
  const { accountId, demoKeyId } = stored;
  return {
    accountId,
    root: rootKeyOf(tables, openAccount({ ...deps, tables }, accountId)),
    demo: existing(tables.accessKeys.get(demoKeyId)),
    demoUserArn: `arn:aws:iam::${accountId}:user/${DEMO_USER}`,
    roleArn: `arn:aws:iam::${accountId}:role/${ROLE}`,
  };
}

/** Empties the store, but for what gives the stand-in its identity: authority, account, endpoints and the keys that were handed out. */
export function resetInstallation(deps: Deps, { accountId, root, demo }: Installation): void {
  deps.store.clear(['pki', 'installation', 'iot.endpoints', 'iam.accounts']);
  const tables = identityTables(deps.store);
  for (const [id] of tables.accounts.entries()) if (id !== accountId) tables.accounts.delete(id);
  for (const key of [root, demo]) tables.accessKeys.set(key.id, key);
  createRole(tables, deps, accountId);
  createUser(tables, deps, accountId);
}

function create({ store, clock, ids }: Deps): Stored {
  const tables = identityTables(store);
  const { accountId, rootKeyId } = openAccount({ tables, clock, ids });
  const demo = newAccessKey({ ids, clock }, accountId, DEMO_USER);
  tables.accessKeys.set(demo.id, demo);
  createRole(tables, { clock, ids }, accountId);
  createUser(tables, { clock, ids }, accountId);
  return { accountId, rootKeyId, demoKeyId: demo.id };
}

/** The role under which the rules run. */
function createRole({ roles }: IdentityTables, { clock, ids }: Pick<Deps, 'clock' | 'ids'>, accountId: string): void {
  const role: Role = {
    arn: `arn:aws:iam::${accountId}:role/${ROLE}`,
    name: ROLE,
    path: '/',
    id: uniqueId(ids, 'AROA'),
    createdAt: clock.now(),
    description: 'The rules of AWS IoT run under this role.',
    maxSessionDuration: 3600,
    trustPolicy: policy({ Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    attached: [awsManaged('AmazonSNSFullAccess'), awsManaged('AWSIoTDataAccess')],
    inline: {},
  };
  roles.set(`${accountId}/${ROLE}`, role);
}

/** The user whose key a connection is made with, and the policy that lets it hand the role to AWS IoT. */
function createUser(
  { users, policies }: IdentityTables,
  { clock, ids }: Pick<Deps, 'clock' | 'ids'>,
  accountId: string,
): void {
  const passRole = newManagedPolicy(
    {
      arn: `arn:aws:iam::${accountId}:policy/${PASS_ROLE}`,
      name: PASS_ROLE,
      path: '/',
      id: uniqueId(ids, 'ANPA'),
      description: '',
      createdAt: clock.now(),
    },
    policy({
      Effect: 'Allow',
      Action: ['iam:PassRole', 'iam:GetRole', 'iam:ListAttachedRolePolicies'],
      Resource: `arn:aws:iam::${accountId}:role/${ROLE}`,
    }),
  );
  policies.set(`${accountId}/${PASS_ROLE}`, passRole);
  const user: User = {
    arn: `arn:aws:iam::${accountId}:user/${DEMO_USER}`,
    accountId,
    name: DEMO_USER,
    path: '/',
    id: uniqueId(ids, 'AIDA'),
    createdAt: clock.now(),
    attached: [awsManaged('AWSIoTFullAccess'), awsManaged('AmazonSNSFullAccess'), passRole.arn],
    inline: {},
  };
  users.set(`${accountId}/${DEMO_USER}`, user);
}

const awsManaged = (name: string) => `arn:aws:iam::aws:policy/${name}`;

const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

function existing(key: AccessKey | undefined): AccessKey {
  if (!key) throw new Error('The key of the demo user was deleted. Start with a new data folder.');
  return key;
}
