import Type from 'typebox';
import { Id, Nullable, Time, Words } from './common.ts';

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

export const Target = Type.Object({
  device: Type.String(),
  state: Words(TARGET_STATES),
  message: Nullable(Type.String({ description: 'Why it is in this state: the device’s own words where it gave any.' })),
  requestedAt: Time,
  updatedAt: Time,
  deadlineAt: Nullable(Time),
});
export type Target = Type.Static<typeof Target>;

export const Deployment = Type.Object({
  id: Id,
  projectId: Id,
  kind: Words(['flow-deploy']),
  connectionId: Id,
  connectionName: Type.String(),
  flowId: Id,
  flowName: Type.String(),
  version: Type.Integer(),
  summary: Words(ACTION_SUMMARIES),
  counts: Type.Partial(Type.Record(Words(TARGET_STATES), Type.Integer())),
  requestedBy: Type.String(),
  createdAt: Time,
  updatedAt: Time,
});
export type Deployment = Type.Static<typeof Deployment>;

export const DeploymentWithTargets = Type.Interface([Deployment], { targets: Type.Array(Target) });
export type DeploymentWithTargets = Type.Static<typeof DeploymentWithTargets>;

export const CreateDeployment = Type.Object({
  flowId: Id,
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'The newest when absent.' })),
  connectionId: Id,
  devices: Type.Array(Type.String({ maxLength: 128 }), { minItems: 1, maxItems: 10_000 }),
});
