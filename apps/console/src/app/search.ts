import { DEVICE_STATUSES, type DeviceStatus, TARGET_STATES, type TargetState } from '@thingdock/api';
import { SORT_KEYS, type Sort } from '../features/devices/filter-devices.ts';

/** What the addresses of pages carry behind `?`. Anything that makes no sense there is left out. */
type Raw = Record<string, unknown>;

/** Search values that look like numbers or booleans arrive as such. */
const text = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;

const oneOf = <W extends string>(words: readonly W[], value: unknown): W | undefined =>
  words.find((word) => word === value);

const sort = (value: unknown): Sort | undefined =>
  SORT_KEYS.flatMap((key) => [key, `-${key}` as const]).find((it) => it === value);

/** Only addresses of this console: a link must not lead elsewhere after signing in. */
const path = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;

export type SignInSearch = { to?: string | undefined };
export const signIn = (raw: Raw): SignInSearch => ({ to: path(raw.to) });

export type ListSearch = { q?: string | undefined };
export const list = (raw: Raw): ListSearch => ({ q: text(raw.q) });

export type CreateConnectionSearch = {
  operation?: string | undefined;
  /** A failed attempt whose values to begin with. */
  again?: string | undefined;
};
export const createConnection = (raw: Raw): CreateConnectionSearch => ({
  operation: text(raw.operation),
  again: text(raw.again),
});

/** The operation that a sheet shows, once it is begun. */
export type OperationSearch = { operation?: string | undefined };
export const operation = (raw: Raw): OperationSearch => ({ operation: text(raw.operation) });

export type DevicesSearch = {
  connection?: string | undefined;
  q?: string | undefined;
  status?: DeviceStatus | undefined;
  sort?: Sort | undefined;
  /** Names joined by commas, or `*` for all that match. */
  selected?: string | undefined;
};
export const devices = (raw: Raw): DevicesSearch => ({
  connection: text(raw.connection),
  q: text(raw.q),
  status: oneOf(DEVICE_STATUSES, raw.status),
  sort: sort(raw.sort),
  selected: text(raw.selected),
});

export type DeploymentSearch = { state?: TargetState | undefined };
export const deployment = (raw: Raw): DeploymentSearch => ({ state: oneOf(TARGET_STATES, raw.state) });

export type DeploySearch = {
  flow?: string | undefined;
  version?: number | undefined;
  connection?: string | undefined;
  selected?: string | undefined;
  /** A deployment whose flow, version and targets to begin with. */
  from?: string | undefined;
};
export const deploy = (raw: Raw): DeploySearch => ({
  flow: text(raw.flow),
  version: Number.isInteger(raw.version) ? (raw.version as number) : undefined,
  connection: text(raw.connection),
  selected: text(raw.selected),
  from: text(raw.from),
});
