import type { Check, Finding, Health, Inspection, Operation, Plan, PlannedObject, Step } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';

const at = '2026-11-20T08:00:00.000Z';
export const ACCOUNT = '123456789012';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/enebular_status_push_role`;

/** Connections in every state that the list can show. */
export const CONNECTIONS = [
  sample.connection({ id: 'well', name: 'Osaka line', region: 'ap-northeast-3', createdAt: at, updatedAt: at }),
  sample.connection({
    ...{ id: 'drifted', name: 'Plant North', region: 'eu-west-1', health: 'broken', keyIsOld: true },
    ...{ createdAt: at, updatedAt: at },
  }),
  sample.connection({
    ...{
      id: 'older',
      name: 'Warehouse',
      region: 'us-east-1',
      health: 'degraded',
      migrationNeeded: true,
      roleArn: null,
    },
    ...{ createdAt: at, updatedAt: at },
  }),
  sample.connection({ id: 'coming', name: 'Tokyo', region: 'ap-northeast-1', state: 'creating', health: 'unknown' }),
  sample.connection({ id: 'going', name: 'Milan', region: 'eu-south-1', state: 'deleting', health: 'unknown' }),
  sample.connection({
    ...{ id: 'stuck', name: 'Lyon', region: 'eu-west-3', state: 'deleting', health: 'unknown' },
    error: {
      code: 'invalid_credentials',
      detail: 'AWS does not accept this access key: it is inactive. Still in AWS: the topic enebular_status_push_sns.',
      errors: [],
    },
  }),
  sample.connection({
    ...{ id: 'failed', name: 'São Paulo', region: 'sa-east-1', state: 'failed', health: 'unknown' },
    error: {
      code: 'role_missing_permission',
      detail: `The role ${ROLE} may not sns:Publish. Attach AmazonSNSFullAccess, or a policy that allows it.`,
      errors: [],
    },
  }),
];

const finding = (over: Partial<Finding>): Finding => ({
  ...{ code: 'object_changed', severity: 'broken', subject: null, text: '', fix: null, repairable: false },
  ...over,
});

const HEALTHS: Record<string, Partial<Health>> = {
  well: { state: 'healthy', probeLatencyMs: 212 },
  drifted: {
    state: 'broken',
    findings: [
      finding({
        ...{ code: 'key_old', severity: 'degraded' },
        text: 'The access key has been in use here for 90 days or more.',
        fix: 'Create a second key for the same user, rotate to it here, then delete the first one in AWS.',
      }),
      finding({
        ...{ code: 'rule_disabled', subject: 'rule enebular_status_push_rule', repairable: true },
        text: 'The AWS IoT rule enebular_status_push_rule is disabled.',
        fix: 'Repair the connection; it puts back exactly this.',
      }),
      finding({
        ...{ code: 'key_refused' },
        text: 'AWS does not accept this access key: The security token included in the request is invalid.',
        fix: 'Rotate to another key of the same account.',
      }),
      finding({
        ...{ code: 'role_too_wide', severity: 'info' },
        text: 'The role may do more than it needs: AWSIoTLogging, AWSIoTRuleActions.',
        fix: 'Detach these policies from the role.',
      }),
    ],
  },
  older: {
    state: 'degraded',
    findings: [
      finding({
        ...{ code: 'role_not_set', severity: 'degraded' },
        text: 'This connection has no IAM role, so no status of devices arrives.',
        fix: 'Migrate it: make a role for AWS IoT and give its ARN.',
      }),
    ],
  },
};

export const healthOf = (id: string): Health => ({
  ...{ state: 'unknown', since: at, checkedAt: at, findings: [], probeLatencyMs: null },
  ...HEALTHS[id],
});

const planned = (kind: PlannedObject['kind'], name: string, over: Partial<PlannedObject> = {}): PlannedObject => ({
  ...{ kind, name, arn: '', action: 'create', differences: [], lost: [] },
  ...over,
});

/** A plan with something of everything. */
export const MIXED_PLAN: Plan = {
  objects: [
    planned('topic', 'enebular_status_push_sns', { action: 'none' }),
    planned('topic', 'enebular_devicestate_push_sns', {
      ...{ action: 'conflict' },
      lost: ['DeliveryPolicy {"http":{"defaultHealthyRetryPolicy":{"numRetries":2}}}', 'tag team = logistics'],
    }),
    planned('subscription', 'enebular_status_push_sns'),
    planned('subscription', 'enebular_devicestate_push_sns'),
    planned('rule', 'enebular_shadow_update', { action: 'adopt' }),
    planned('rule', 'enebular_status_push_rule', {
      action: 'repair',
      differences: [
        { what: 'disabled', found: 'true', wanted: 'false' },
        {
          what: 'sql',
          found: "SELECT * FROM '$aws/things/+/shadow/update/accepted'",
          wanted:
            "SELECT topic(3) AS thingName, state.reported.enebular AS enebular, version, timestamp, clientToken, timestamp() AS receivedAt FROM '$aws/things/+/shadow/update/accepted' WHERE NOT isUndefined(state.reported.enebular)",
        },
      ],
    }),
    planned('rule', 'enebular_devicestate_push_rule'),
  ],
};

/** What a repair would do: nobody else's object is in the way. */
export const DRIFT: Plan = {
  objects: MIXED_PLAN.objects.map((object) =>
    object.action === 'repair' || object.kind === 'subscription' ? object : { ...object, action: 'none', lost: [] },
  ),
};

const check = (key: Check['key'], title: string, over: Partial<Check> = {}): Check => ({
  ...{ key, title, state: 'passed', expected: null, found: null, fix: null, error: null, missing: [] },
  ...over,
});

const statement = (action: string, resource: string) => ({
  Effect: 'Allow' as const,
  ...{ Action: [action], Resource: [resource] },
});

/** Checks with every outcome. */
export const INSPECTION: Inspection = {
  ...{ ok: false, accountId: ACCOUNT, partition: 'aws', region: 'eu-west-1', endpoint: null },
  userArn: `arn:aws:iam::${ACCOUNT}:user/enebular-conn-user`,
  checks: [
    check('key', 'The access key is valid', { found: `User enebular-conn-user of account ${ACCOUNT}` }),
    check('account', 'Key and role belong to one account', { found: ACCOUNT }),
    check('region', 'The region is known', { found: 'eu-west-1' }),
    check('endpoint', 'The endpoint belongs to this account and region', {
      found: 'abc-ats.iot.eu-west-1.amazonaws.com',
    }),
    check('role_exists', 'The role exists'),
    check('role_permissions', 'The role may publish', {
      ...{ state: 'failed', expected: 'sns:Publish on both topics', found: 'The role may not sns:Publish.' },
      fix: 'Attach AmazonSNSFullAccess to the role, or add this statement to a policy of it.',
      error: { field: 'roleArn', code: 'role_missing_permission' },
      missing: [
        {
          ...{ whose: 'role', action: 'sns:Publish', certain: true },
          statement: statement('sns:Publish', `arn:aws:sns:eu-west-1:${ACCOUNT}:enebular_status_push_sns`),
        },
      ],
    }),
    check('role_excess', 'The role has no more than it needs', {
      ...{ state: 'warned', found: 'AWSIoTLogging and AWSIoTRuleActions are not needed.' },
      fix: 'Detach both from the role.',
    }),
    check('user_permissions', 'The user may do what is needed', {
      ...{ state: 'not_checkable', found: 'The key may not simulate policies.' },
      fix: 'Allow iam:SimulatePrincipalPolicy on the user itself to have this checked.',
    }),
  ],
};

const step = (key: string, title: string, state: Step['state'], detail: string | null = null): Step => ({
  ...{ key, title, state, detail },
});

/** Operations of every kind, by id. */
export const OPERATIONS: Record<string, Operation> = {
  waiting: sample.operation({
    ...{ id: 'waiting', kind: 'connection.create', connectionId: 'coming', state: 'running' },
    steps: [
      step('topic:enebular_status_push_sns', 'SNS topic enebular_status_push_sns', 'done'),
      step(
        'rule:enebular_shadow_update',
        'AWS IoT rule enebular_shadow_update',
        'running',
        'AWS IoT cannot assume the role yet (20 s)',
      ),
      step('probe', 'Send test messages through AWS and back', 'waiting'),
    ],
  }),
  repaired: sample.operation({
    ...{ id: 'repaired', kind: 'connection.repair', connectionId: 'drifted', state: 'succeeded' },
    steps: [
      step('rule:enebular_status_push_rule', 'AWS IoT rule enebular_status_push_rule', 'done'),
      step('probe', 'Send test messages through AWS and back', 'done', '212 ms'),
    ],
  }),
  rotated: sample.operation({
    ...{ id: 'rotated', kind: 'connection.rotate', connectionId: 'well', state: 'failed' },
    steps: [step('key', 'Check the new key', 'failed', 'It belongs to account 210987654321')],
    error: {
      code: 'account_changed',
      detail: 'The access key belongs to AWS account 210987654321, the connection to 123456789012.',
      errors: [],
    },
  }),
  deleted: sample.operation({
    ...{ id: 'deleted', kind: 'connection.delete', connectionId: 'well', state: 'succeeded' },
    steps: [],
    left: [
      { kind: 'topic', name: 'enebular_status_push_sns', goes: false },
      { kind: 'rule', name: 'enebular_status_push_rule', goes: false },
    ],
  }),
};
