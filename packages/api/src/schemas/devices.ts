import Type from 'typebox';
import { Id, Nullable, Time, Words } from './common.ts';

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
] as const;
export type StatusReason = (typeof STATUS_REASONS)[number];

/** What the status was learnt from. */
export const STATUS_SOURCES = ['push', 'sync'] as const;
export type StatusSource = (typeof STATUS_SOURCES)[number];

/** What asks for attention although the device may work. */
export const NOTICE_CODES = ['role_required_for_agent'] as const;

export const Notice = Type.Object({
  code: Words(NOTICE_CODES),
  text: Type.String({ description: 'What is the matter, and the way out.' }),
});
export type Notice = Type.Static<typeof Notice>;

export const FLOW_STATES = ['running', 'stopped', 'error'] as const;

export const Device = Type.Object({
  connectionId: Id,
  name: Type.String({ description: 'The thing name.' }),
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
    }),
  ),
});
export type Device = Type.Static<typeof Device>;

export const SyncResult = Type.Object({
  things: Type.Integer({ description: 'Things in the account and region.' }),
  added: Type.Integer(),
  gone: Type.Integer(),
});
