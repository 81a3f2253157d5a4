import Type from 'typebox';
import { Id, Nullable, Time, Words } from './common.ts';
import { DeviceFilter } from './devices.ts';

export const TARGET_STATES = [
  'scheduled',
  'requested',
  'pending',
  'deploying',
  'deployed',
  'failed',
  'cancelled',
  'overridden',
  'timed_out',
] as const;
export type TargetState = (typeof TARGET_STATES)[number];

export const ACTION_SUMMARIES = ['processing', 'successful', 'failed'] as const;
export type ActionSummary = (typeof ACTION_SUMMARIES)[number];

export const ACTION_KINDS = [
  'flow-deploy',
  'flow-remove',
  'flow-start',
  'flow-stop',
  'env-set',
  'file-deploy',
  'file-remove',
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** Why a target waits, beside the words. */
export const WAIT_REASONS = [
  'offline',
  'later_phase',
  'paused',
  'earlier_action',
  'quota',
  'retry',
  'scheduled',
] as const;

export const Target = Type.Object({
  device: Type.String(),
  state: Words(TARGET_STATES),
  message: Nullable(Type.String({ description: 'Why it is in this state: the device’s own words where it gave any.' })),
  waitsFor: Nullable(Words(WAIT_REASONS)),
  phase: Type.Integer({ minimum: 1 }),
  attempt: Type.Integer({ minimum: 0, description: 'How often the device was told, 0: not yet.' }),
  overriddenBy: Nullable(Id),
  requestedAt: Time,
  updatedAt: Time,
  deadlineAt: Nullable(Time),
});
export type Target = Type.Static<typeof Target>;

/** `percent` and `count` are of all targets and add up over the phases; the last phase takes the rest. */
export const Phase = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 1 })),
  percent: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100 })),
});

export const RolloutSettings = Type.Object({
  phases: Type.Array(Phase, { minItems: 1, maxItems: 20 }),
  canaries: Type.Optional(
    Type.Array(Type.String({ maxLength: 128 }), { maxItems: 1_000, description: 'These are first.' }),
  ),
  waitSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800, description: 'Between two phases.' })),
  stopAt: Type.Optional(
    Type.Object(
      {
        failed: Type.Optional(Type.Integer({ minimum: 1, description: 'Failed or timed out, in all.' })),
        percent: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            maximum: 100,
            description:
              'Of the targets that have ended; counted once a single failure is not over it, or the phase is over.',
          }),
        ),
      },
      { description: 'When absent, a phase in which any target fails holds the next one back.' },
    ),
  ),
});
export type RolloutSettings = Type.Static<typeof RolloutSettings>;

export const ROLLOUT_STATES = ['waiting', 'running', 'paused', 'halted', 'stopped', 'finished'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

export const Rollout = Type.Interface([RolloutSettings], {
  state: Words(ROLLOUT_STATES),
  phase: Type.Integer({ description: 'That runs now, from 1; 0: none yet.' }),
  sizes: Type.Array(Type.Integer(), { description: 'Targets in each phase.' }),
  nextPhaseAt: Nullable(Time),
  why: Nullable(Type.String({ description: 'Why it is paused, halted at its threshold, or stopped.' })),
});
export type Rollout = Type.Static<typeof Rollout>;

export const Limits = Type.Object({
  silenceSeconds: Type.Optional(
    Type.Integer({
      minimum: 10,
      maximum: 86_400,
      description: 'A connected device that says nothing for so long has timed out; 15 minutes by default.',
    }),
  ),
  absenceSeconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_592_000,
      description: 'So long an offline device is waited for; 7 days by default.',
    }),
  ),
  retries: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 5, description: 'Where a retry can help; 1 by default.' }),
  ),
});
export type Limits = Type.Static<typeof Limits>;

export const Schedule = Type.Object({
  at: Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d$',
    description: 'Local time in the time zone: 2026-03-01T02:30.',
  }),
  timeZone: Type.String({ maxLength: 64, description: 'As the IANA names it: Asia/Tokyo.' }),
});

const Asset = Type.Object({
  type: Words(['flow', 'file']),
  id: Id,
  name: Type.String(),
  version: Nullable(Type.Integer()),
});

export const Deployment = Type.Object({
  id: Id,
  projectId: Id,
  kind: Words(ACTION_KINDS),
  connectionId: Id,
  connectionName: Type.String(),
  asset: Nullable(Asset),
  variables: Nullable(
    Type.Array(Type.String(), { description: 'Names of environment variables; their values are not shown.' }),
  ),
  summary: Words(ACTION_SUMMARIES),
  counts: Type.Partial(Type.Record(Words(TARGET_STATES), Type.Integer())),
  rollout: Nullable(Rollout),
  schedule: Nullable(Type.Interface([Schedule], { startsAt: Time })),
  limits: Limits,
  rollsBack: Nullable(Id, { description: 'The deployment that this one takes back.' }),
  requestedBy: Type.String(),
  createdAt: Time,
  updatedAt: Time,
});
export type Deployment = Type.Static<typeof Deployment>;

/** Targets are a page of their own when they are many; this carries the first 500 by name. */
export const DeploymentWithTargets = Type.Interface([Deployment], { targets: Type.Array(Target) });
export type DeploymentWithTargets = Type.Static<typeof DeploymentWithTargets>;

export const TargetQuery = Type.Object({
  state: Type.Optional(Type.String({ maxLength: 200, description: 'States, parted by commas.' })),
  name: Type.Optional(Type.String({ maxLength: 128, description: 'Part of the name.' })),
  phase: Type.Optional(Type.String({ pattern: '^\\d{1,2}$' })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,2}$', description: 'At most 500; 100 by default.' })),
});
export const TargetPage = Type.Object({ items: Type.Array(Target), next: Nullable(Type.String()) });

export const DeploymentQuery = Type.Object({
  device: Type.Optional(Type.String({ maxLength: 128 })),
  connectionId: Type.Optional(Id),
  flowId: Type.Optional(Id),
  fileId: Type.Optional(Id),
  kind: Type.Optional(Type.String({ maxLength: 200, description: 'Kinds, parted by commas.' })),
  summary: Type.Optional(Words(ACTION_SUMMARIES)),
  scheduled: Type.Optional(Words(['yes', 'no'])),
  before: Type.Optional(Type.String({ maxLength: 200, description: '`next` of an earlier answer.' })),
  limit: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,2}$', description: 'At most 500; 100 by default.' })),
});
export const DeploymentPage = Type.Object({ items: Type.Array(Deployment), next: Nullable(Type.String()) });

export const CreateDeployment = Type.Object({
  kind: Type.Optional(Words(ACTION_KINDS)),
  flowId: Type.Optional(Id),
  fileId: Type.Optional(Id),
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'The master (of a file the newest) when absent.' })),
  variables: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 100 }),
      Type.String({ maxLength: 4_000 }),
    ),
  ),
  connectionId: Id,
  devices: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { minItems: 1, maxItems: 50_000 })),
  filter: Type.Optional(DeviceFilter),
  rollout: Type.Optional(RolloutSettings),
  schedule: Type.Optional(Schedule),
  limits: Type.Optional(Limits),
});
export type CreateDeployment = Type.Static<typeof CreateDeployment>;

/** What stands against a device as a target. `refused` ones keep a deployment from being made; the others tell. */
export const PREVIEW_FINDINGS = [
  'offline',
  'never_seen',
  'agent_too_old',
  'agent_unknown',
  'licence_missing',
  'too_large',
  'same_version',
  'busy',
  'gone',
] as const;

export const PreviewDevice = Type.Object({
  device: Type.String(),
  status: Type.String(),
  agentVersion: Nullable(Type.String()),
  current: Nullable(Type.String({ description: 'What it has now, in words: `line-monitor version 3`.' })),
  findings: Type.Array(Words(PREVIEW_FINDINGS)),
  refused: Type.Boolean(),
  text: Nullable(Type.String()),
});

export const Preview = Type.Object({
  targets: Type.Integer(),
  online: Type.Integer(),
  offline: Type.Integer(),
  refused: Type.Integer(),
  findings: Type.Partial(Type.Record(Words(PREVIEW_FINDINGS), Type.Integer())),
  changes: Type.Array(Type.Object({ from: Nullable(Type.String()), devices: Type.Integer() })),
  phases: Type.Array(Type.Integer()),
  startsAt: Nullable(Time),
  devices: Type.Array(PreviewDevice, { description: 'The first 500, those with findings first.' }),
});
export type Preview = Type.Static<typeof Preview>;

/** What rolling back would do now. */
export const RollbackPreview = Type.Object({
  devices: Type.Integer({ description: 'That get back what they had before.' }),
  newer: Type.Integer({ description: 'Left alone: they were told something newer since.' }),
  cancelled: Type.Integer({ description: 'Left alone: they went back when they were cancelled.' }),
  changes: Type.Array(
    Type.Object({
      to: Nullable(Type.String({ description: 'In words: `line-monitor version 3`; `null`: they had nothing.' })),
      devices: Type.Integer(),
    }),
  ),
});
export type RollbackPreview = Type.Static<typeof RollbackPreview>;

/** `cancel` ends what is not final; `rollback` makes a deployment that puts back what each target had before. */
export const DEPLOYMENT_COMMANDS = ['pause', 'resume', 'stop', 'cancel', 'rollback', 'retry-failed'] as const;
export const CommandDeployment = Type.Object({
  command: Words(DEPLOYMENT_COMMANDS),
  devices: Type.Optional(
    Type.Array(Type.String({ maxLength: 128 }), {
      minItems: 1,
      maxItems: 50_000,
      description: 'Of `cancel`, `rollback` and `retry-failed`: only these.',
    }),
  ),
});

/** Environment variables as they are wanted on a device; values are shown to those who may deploy. */
export const DeviceVariables = Type.Object({
  wanted: Type.Record(Type.String(), Type.String()),
  reported: Nullable(Type.Record(Type.String(), Type.String())),
});
export type DeviceVariables = Type.Static<typeof DeviceVariables>;
