import Type from 'typebox';
import { Id, Name, Nullable, Time, Words } from './common.ts';

export const DEVICE_STATUSES = ['connected', 'disconnected', 'unknown'] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

/** Why a device has its status. `null` for a plain `connected`. */
export const STATUS_REASONS = [
  'clean_disconnect',
  'connection_lost',
  'never_seen',
  'no_role',
  'credentials_invalid',
  'path_broken',
  'reported_by_shadow',
  'not_registered',
  'registered_elsewhere',
  'not_answering',
  'monitoring_off',
  'gone',
] as const;
export type StatusReason = (typeof STATUS_REASONS)[number];

/** What the status was learnt from. */
export const STATUS_SOURCES = [
  'push',
  'sync',
  'frame',
  'presence',
  'licence',
  'monitoring',
  'silence',
  'inventory',
] as const;
export type StatusSource = (typeof STATUS_SOURCES)[number];

/** What asks for attention although the device may work. */
export const NOTICE_CODES = ['role_required_for_agent', 'flapping', 'shared_client_id', 'agent_too_old'] as const;

export const Notice = Type.Object({
  code: Words(NOTICE_CODES),
  text: Type.String({ description: 'What is the matter, and the way out.' }),
});
export type Notice = Type.Static<typeof Notice>;

export const FLOW_STATES = ['running', 'stopped', 'error'] as const;

/** What of a device a tag may look like: 1–40 characters, no comma, no space at its ends. */
export const Tag = Type.String({ minLength: 1, maxLength: 40, pattern: '^[^\\s,]([^,]*[^\\s,])?$' });

/** What was asked for, and what the device last said of it; `null`: it said nothing yet. */
export const Switch = Type.Object({ wanted: Type.Boolean(), reported: Nullable(Type.Boolean()) });

export const Device = Type.Object({
  projectId: Id,
  connectionId: Id,
  name: Type.String({ description: 'The thing name.' }),
  licensed: Type.Boolean({
    description: 'Whether a licence is registered for it. Without one only flows are deployed.',
  }),
  monitoring: Switch,
  tags: Type.Array(Tag),
  goneAt: Nullable(Time, { description: 'Since when AWS has no such thing any more.' }),
  status: Words(DEVICE_STATUSES),
  reason: Nullable(Words(STATUS_REASONS)),
  since: Nullable(Time),
  source: Nullable(Words(STATUS_SOURCES)),
  agentType: Nullable(Type.String()),
  agentVersion: Nullable(Type.String()),
  lastSeenAt: Nullable(Time),
  notices: Type.Array(Notice),
  flow: Nullable(
    Type.Object({
      id: Id,
      name: Type.String(),
      version: Type.Integer(),
      state: Nullable(Words(FLOW_STATES)),
      message: Nullable(Type.String()),
      enabled: Switch,
      deployedAt: Nullable(Time),
    }),
  ),
  lastDeployment: Nullable(
    Type.Object(
      { id: Id, kind: Type.String(), state: Type.String(), at: Time },
      { description: 'The newest of a flow.' },
    ),
  ),
});
export type Device = Type.Static<typeof Device>;

export const ForgetDevice = Type.Object({
  releaseLicence: Type.Optional(
    Type.Literal('true', { description: 'Delete its licence with it; while it has one it is refused otherwise.' }),
  ),
});

export const SyncResult = Type.Object({
  things: Type.Integer({ description: 'Things in the account and region.' }),
  added: Type.Integer(),
  gone: Type.Integer(),
});

export const SHOWN_STATES = [...DEVICE_STATUSES, 'gone'] as const;
export const DEVICE_SORTS = ['name', 'status', 'agent', 'seen'] as const;
const Several = (about: string) => Type.Optional(Type.String({ maxLength: 2_000, description: about }));

/** Every condition has to be met; those left out let everything through. Several values are parted by commas. */
export const DeviceFilter = Type.Object({
  connectionId: Type.Optional(Id),
  name: Type.Optional(
    Type.String({ maxLength: 128, description: 'Part of the name, in any case; `gw-*` for its begin.' }),
  ),
  status: Several('Statuses: connected, disconnected, unknown, gone.'),
  reason: Several('Reasons of the status.'),
  tags: Several('All of these tags.'),
  flowId: Type.Optional(Id),
  flowState: Several('running, stopped, error'),
  deployState: Several('States of the newest deployment of a flow: deployed, failed …'),
  agentVersion: Several('Versions of the agent; `<2.6` for those below.'),
  licensed: Type.Optional(Words(['yes', 'no'])),
});
export type DeviceFilter = Type.Static<typeof DeviceFilter>;

/** How many filters a project keeps. */
export const FILTERS_PER_PROJECT = 100;

/** A filter under a name, for everybody in the project. */
export const SavedFilter = Type.Object({
  id: Id,
  projectId: Id,
  name: Type.String(),
  filter: DeviceFilter,
  createdBy: Type.String(),
  createdAt: Time,
});
export type SavedFilter = Type.Static<typeof SavedFilter>;

/** The filter has at least one condition. */
export const SaveFilter = Type.Object({ name: Name, filter: DeviceFilter });
export const ChangeFilter = Type.Object({ name: Type.Optional(Name), filter: Type.Optional(DeviceFilter) });
export type ChangeFilter = Type.Static<typeof ChangeFilter>;

export const DeviceQuery = Type.Interface([DeviceFilter], {
  sort: Type.Optional(Words(DEVICE_SORTS)),
  order: Type.Optional(Words(['asc', 'desc'])),
  after: Type.Optional(Type.String({ maxLength: 500, description: '`next` of an earlier answer.' })),
  limit: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,2}$', description: 'At most 500; 50 by default.' })),
});
export type DeviceQuery = Type.Static<typeof DeviceQuery>;

export const DevicePage = Type.Object({
  items: Type.Array(Device),
  next: Nullable(Type.String({ description: 'Give it as `after` for the devices that follow.' })),
});
export type DevicePage = Type.Static<typeof DevicePage>;

export const DeviceCounts = Type.Object({
  connected: Type.Integer(),
  disconnected: Type.Integer(),
  unknown: Type.Integer(),
  gone: Type.Integer(),
  matching: Nullable(Type.Integer({ description: 'How many a filter lets through; `null` without one.' })),
});
export type DeviceCounts = Type.Static<typeof DeviceCounts>;

/** Devices by name, or all that a filter lets through. Exactly one of both. */
export const DeviceSelection = Type.Object({
  devices: Type.Optional(
    Type.Array(Type.Object({ connectionId: Id, name: Type.String({ maxLength: 128 }) }), {
      minItems: 1,
      maxItems: 10_000,
    }),
  ),
  filter: Type.Optional(DeviceFilter),
});
export type DeviceSelection = Type.Static<typeof DeviceSelection>;

export const ChangeTags = Type.Interface([DeviceSelection], {
  add: Type.Optional(Type.Array(Tag, { maxItems: 20 })),
  remove: Type.Optional(Type.Array(Tag, { maxItems: 20 })),
});
/** Nobody means devices that are not gone: they are left alone. */
export const ForgetDevices = Type.Interface([DeviceSelection], {
  releaseLicences: Type.Optional(
    Type.Boolean({ description: 'Delete their licences with them; those that have one are left alone otherwise.' }),
  ),
});
export const ForgottenDevices = Type.Object({
  forgotten: Type.Integer(),
  notGone: Type.Integer({ description: 'Left alone: AWS has them still.' }),
  licensed: Type.Integer({ description: 'Left alone: they have a licence.' }),
});
export type ForgottenDevices = Type.Static<typeof ForgottenDevices>;

export const TagCount = Type.Object({ tag: Tag, devices: Type.Integer() });

/** One change of what was shown of a device, with what it was learnt from. */
export const Transition = Type.Object({
  at: Time,
  status: Words(DEVICE_STATUSES),
  reason: Nullable(Words(STATUS_REASONS)),
  source: Nullable(Words(STATUS_SOURCES)),
  shadowVersion: Nullable(Type.Integer()),
  shadowTime: Nullable(Time),
  messageId: Nullable(Type.String({ description: 'Of the SNS message.' })),
});
export type Transition = Type.Static<typeof Transition>;

export const Uptime = Type.Object({
  connected: Nullable(Type.Number({ description: 'Share (0–1) of the time whose status is known; `null`: none is.' })),
  known: Type.Number({ description: 'Share (0–1) of the period whose status is known.' }),
});
export type Uptime = Type.Static<typeof Uptime>;

export const Timeline = Type.Object({
  from: Time,
  to: Time,
  before: Nullable(Transition, { description: 'What was shown when the period began.' }),
  transitions: Type.Array(Transition, { description: 'Oldest first; at most 2000, then the newest of them.' }),
  truncated: Type.Boolean(),
  uptime: Type.Object({ day: Uptime, week: Uptime, month: Uptime }),
  flapping: Nullable(Type.Object({ changes: Type.Integer(), minutes: Type.Integer(), since: Time })),
});
export type Timeline = Type.Static<typeof Timeline>;
export const TimelineQuery = Type.Object({ from: Type.Optional(Time), to: Type.Optional(Time) });

export const SwitchMonitoring = Type.Object({ on: Type.Boolean() });
