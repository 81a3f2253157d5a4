import type { Check, CheckKey, Finding, FindingCode, HealthState, PlannedObject } from '@thingdock/api';

/** What the test messages did. `silent`: names of the rules whose message did not come back. */
export type ProbeOutcome = { latencyMs: number } | { silent: readonly string[] };

/** All that was found out about a connection, by reading and by test messages. What is absent could not be found out. */
export type Evidence = {
  hasRole: boolean;
  checks: readonly Check[];
  objects?: readonly PlannedObject[];
  probe?: ProbeOutcome;
  keyIsOld: boolean;
  /** Why something could not be looked at just now, such as being throttled. */
  notChecked: readonly string[];
};

/** `undefined` as state: nothing can be said, so what was known stays. */
export type Judgement = { state: HealthState | undefined; findings: Finding[] };

/** Whether a connection works, and what is wrong with it. */
export function judgeHealth(evidence: Evidence): Judgement {
  const findings = [
    ...evidence.checks.flatMap(fromCheck),
    ...(evidence.objects ?? []).flatMap(fromObject),
    ...fromProbe(evidence),
    ...fromAge(evidence.keyIsOld),
    ...fromRole(evidence.hasRole),
    ...evidence.notChecked.map(notChecked),
  ];
  return { state: stateOf(findings), findings };
}

function stateOf(findings: readonly Finding[]): HealthState | undefined {
  if (findings.some(({ severity }) => severity === 'broken')) return 'broken';
  // What could not be looked at may be well or not: only a proof of damage changes anything.
  if (findings.some(({ code }) => code === 'not_checked')) return undefined;
  return findings.some(({ severity }) => severity === 'degraded') ? 'degraded' : 'healthy';
}

type Kind = Pick<Finding, 'code' | 'severity'>;

/** What a check that failed, or warned, means for a connection that is in use. */
const CHECKS: Readonly<Partial<Record<CheckKey, { failed?: Kind; warned?: Kind }>>> = {
  key: { failed: { code: 'key_refused', severity: 'broken' } },
  clock: { failed: { code: 'clock_off', severity: 'broken' }, warned: { code: 'clock_off', severity: 'degraded' } },
  account: { failed: { code: 'key_of_other_account', severity: 'broken' } },
  role_exists: { failed: { code: 'role_missing', severity: 'broken' } },
  role_trust: { failed: { code: 'role_not_trusted', severity: 'broken' } },
  role_permissions: { failed: { code: 'role_permission_missing', severity: 'broken' } },
  role_excess: { warned: { code: 'role_too_wide', severity: 'info' } },
  user_permissions: { failed: { code: 'user_permission_missing', severity: 'degraded' } },
  pass_role: { failed: { code: 'user_permission_missing', severity: 'degraded' } },
};

function fromCheck({ key, state, title, found, fix, missing }: Check): Finding[] {
  if (state !== 'failed' && state !== 'warned') return [];
  const kind = CHECKS[key]?.[state];
  if (!kind) return [];
  const actions = missing.filter(({ certain }) => certain).map(({ action }) => action);
  return [
    {
      ...kind,
      subject: actions.length > 0 ? actions.join(', ') : null,
      text: found ?? title,
      fix,
      repairable: false,
    },
  ];
}

function fromObject(object: PlannedObject): Finding[] {
  const { kind, name, action, differences } = object;
  const subject = `${kind} ${name}`;
  const repair = 'Repair the connection; it puts back exactly this.';
  const broken = (code: FindingCode, text: string): Finding[] => [
    { code, severity: 'broken', subject, text, fix: repair, repairable: true },
  ];
  if (action === 'none') return [];
  if (action === 'create' && kind === 'subscription')
    return broken('subscription_missing', `Nothing delivers what ${name} publishes to this server.`);
  if (action === 'create') return broken('object_missing', `The ${LONG[kind]} ${name} is gone.`);
  if (action === 'repair' && kind === 'subscription')
    return broken('subscription_unconfirmed', `The subscription to ${name} waits for its confirmation.`);
  if (action === 'repair' && differences.every(({ what }) => what === 'disabled'))
    return broken('rule_disabled', `The ${LONG[kind]} ${name} is disabled.`);
  if (action === 'repair')
    return broken('object_changed', `The ${LONG[kind]} ${name} was changed: ${list(differences)}.`);
  if (action === 'conflict')
    return [
      {
        ...{ code: 'object_foreign', severity: 'broken', subject, repairable: false },
        text: `Somebody else’s ${LONG[kind]} has taken the place of ${name}.`,
        fix: 'Remove or rename it, or repair the connection and take it over.',
      },
    ];
  return differences.length === 0
    ? []
    : [
        {
          ...{ code: 'hardening_available', severity: 'info', subject, repairable: false },
          text: `The ${LONG[kind]} ${name}, which an older installer made, lets more through than the last wills of devices.`,
          fix: 'Delete it in the AWS console, then repair the connection: it makes the stricter one.',
        },
      ];
}

const LONG = { topic: 'SNS topic', subscription: 'subscription', rule: 'AWS IoT rule' } as const;
const list = (differences: PlannedObject['differences']): string => differences.map(({ what }) => what).join(', ');

function fromProbe({ probe, checks }: Evidence): Finding[] {
  if (!probe || 'latencyMs' in probe) return [];
  const rules = probe.silent.join(', ');
  return [
    ...fromDoubts(checks),
    {
      ...{ code: 'path_silent', severity: 'broken', subject: rules, repairable: false },
      text: `A test message did not come back through ${rules}.`,
      fix: 'See to the other findings first. With none, check the role’s permissions and its trust policy in AWS.',
    },
  ];
}

/** What the role seems to lack, where its policies could not all be read, explains a silence. */
function fromDoubts(checks: readonly Check[]): Finding[] {
  const doubts = checks.flatMap(({ missing }) => missing.filter(({ whose, certain }) => whose === 'role' && !certain));
  if (doubts.length === 0) return [];
  const actions = [...new Set(doubts.map(({ action }) => action))].join(', ');
  return [
    {
      ...{ code: 'role_permission_missing', severity: 'broken', subject: actions, repairable: false },
      text: `The role does not seem to allow ${actions}: none of its policies that could be read does.`,
      fix: 'Attach a policy that allows it to the role. The inspection of a connection shows the exact statement.',
    },
  ];
}

function fromAge(keyIsOld: boolean): Finding[] {
  if (!keyIsOld) return [];
  return [
    {
      ...{ code: 'key_old', severity: 'degraded', subject: null, repairable: false },
      text: 'The access key has been in use here for 90 days or more.',
      fix: 'Create a second key for the same user, rotate to it here, then delete the first one in AWS.',
    },
  ];
}

function fromRole(hasRole: boolean): Finding[] {
  if (hasRole) return [];
  return [
    {
      ...{ code: 'role_not_set', severity: 'degraded', subject: null, repairable: false },
      text: 'This connection has no IAM role, so no status of devices arrives.',
      fix: 'Migrate it: make a role for AWS IoT and give its ARN.',
    },
  ];
}

const notChecked = (why: string): Finding => ({
  ...{ code: 'not_checked', severity: 'info', subject: null, repairable: false },
  text: why,
  fix: null,
});

/** Why devices cannot be told about while a connection is broken. */
export function blindness(findings: readonly Finding[]): 'credentials_invalid' | 'path_broken' {
  const key = findings.some(({ code }) => code === 'key_refused' || code === 'key_of_other_account');
  return key ? 'credentials_invalid' : 'path_broken';
}
