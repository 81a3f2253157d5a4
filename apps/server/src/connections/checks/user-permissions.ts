import { Fault } from '@thingdock/api';
import { type Permission, PROBE_THINGS, topicNames } from '@thingdock/connection-kit';
import { isAwsFailure, topicArn } from '../../aws/index.ts';
import { type CheckStep, failed, missing, orDenied, type Result, type Tools, waitsFor } from './check.ts';
import { permissionsOfUser, userPermission, type Whose } from './permissions.ts';
import { lackingOf } from './simulate.ts';

const EXPECTED = 'Everything that Thingdock does in the account with this key.';
const MAY_ASK = 'iam:SimulatePrincipalPolicy';

/**
 * What the key may do, as AWS itself works it out. A key that may not ask that is tried with harmless reads; what only
 * writing would show stays open.
 */
export const checkUserPermissions: CheckStep = {
  key: 'user_permissions',
  title: 'The access key may do what is needed',
  async run(tools, { role, connection }, { place, identity, role: known }) {
    if (!place || !identity) return waitsFor('account and region');
    if (isRoot(identity.userArn))
      return { state: 'passed', expected: EXPECTED, found: 'A root user may do everything.' };
    const presence = connection?.presence;
    const whose = { place, prefix: tools.prefix, identity, role: known ?? role, presence };
    // Passing the role has a check of its own.
    const permissions = permissionsOfUser(whose).filter(({ action }) => action !== 'iam:PassRole');
    // Without a role a connection has no topics, so all that it did before there were roles is enough.
    const isOlder = connection !== undefined && !whose.role;
    const counts = ({ guidePolicy }: Permission) => !isOlder || guidePolicy !== 'AmazonSNSFullAccess';
    const lacking = await lackingOf(tools.aws, identity.userArn, permissions.filter(counts));
    if (lacking !== 'denied') return judge(lacking);
    return judgeReads(whose, (await deniedReads(tools, whose)).filter(counts));
  },
};

export const isRoot = (arn: string): boolean => arn.endsWith(':root');

function judge(lacking: readonly Permission[]): Result {
  const needed = lacking.filter(({ purpose }) => purpose === 'needed');
  if (needed.length > 0) return refused(needed, lacking);
  if (lacking.length === 0) return { state: 'passed', expected: EXPECTED, found: 'AWS says that it may.' };
  return {
    ...{ state: 'not_checkable', expected: EXPECTED },
    found: `It may do what is needed, but not look at everything: ${namesOf(lacking)}.`,
    fix: 'Add the statements below, if you want more to be checked.',
    missing: lacking.map((permission) => missing('user', permission)),
  };
}

function judgeReads(whose: Whose, denied: readonly Permission[]): Result {
  if (denied.length > 0) return refused(denied, denied);
  const asking = userPermission(whose, MAY_ASK);
  return {
    ...{ state: 'not_checkable', expected: EXPECTED },
    found: 'It may read what is needed. Whether it may write cannot be told without trying.',
    fix: `Allow ${MAY_ASK} on the user itself, if you want this to be checked.`,
    ...(asking ? { missing: [missing('user', asking)] } : {}),
  };
}

function refused(needed: readonly Permission[], all: readonly Permission[]): Result {
  const [first] = needed as [Permission];
  const details = { action: first.action, policy: policyOf(first) };
  const policies = [...new Set(needed.map(policyOf))].join(' and ');
  return failed(new Fault('user_missing_permission', { details }), {
    ...{ expected: EXPECTED, found: `The access key may not do ${namesOf(needed)}.`, spreading: true },
    fix: `Attach ${policies} to its user, or a policy with the statements below.`,
    missing: all.map((permission) => missing('user', permission)),
  });
}

const namesOf = (permissions: readonly Permission[]): string =>
  [...new Set(permissions.map(({ action }) => action))].join(', ');
const policyOf = ({ guidePolicy }: Permission): string => guidePolicy ?? 'a policy';

/** Tries what changes nothing. A missing object is an answer too: the key was allowed to ask. */
async function deniedReads({ aws, hurried }: Tools, whose: Whose): Promise<Permission[]> {
  const topic = topicArn(whose.place, topicNames(whose.prefix).status);
  const reads: Record<string, () => Promise<unknown>> = {
    'iot:ListThings': async () => {
      for await (const _thing of aws.iot.listThings()) return;
    },
    'iot:GetThingShadow': () => aws.iotData.getThingShadow(PROBE_THINGS.replace('*', 'example')),
    'sns:GetTopicAttributes': () => aws.sns.topicAttributes(topic),
    ...(hurried ? {} : { 'iot:ListTopicRules': () => aws.iot.ruleNames() }),
  };
  const denied = await Promise.all(
    Object.entries(reads).map(async ([action, read]) => ((await answered(read())) ? undefined : action)),
  );
  return denied.flatMap((action) => (action ? (userPermission(whose, action) ?? []) : []));
}

async function answered(read: Promise<unknown>): Promise<boolean> {
  try {
    return (await orDenied(read)) !== 'denied';
  } catch (error) {
    if (isAwsFailure(error, 'other', 'not_found')) return true;
    throw error;
  }
}
