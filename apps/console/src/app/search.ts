import {
  ACTION_KINDS,
  ACTION_SUMMARIES,
  type ActionKind,
  type ActionSummary,
  type DeviceFilter,
  TARGET_STATES,
  type TargetState,
} from '@thingdock/api';

/** What the addresses of pages carry behind `?`. Anything that makes no sense there is left out. */
type Raw = Record<string, unknown>;

/** Search values that look like numbers or booleans arrive as such. */
const text = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;

const oneOf = <W extends string>(words: readonly W[], value: unknown): W | undefined =>
  words.find((word) => word === value);

const wholeNumber = (value: unknown): number | undefined => (Number.isInteger(value) ? (value as number) : undefined);

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

export type HistorySearch = {
  kind?: ActionKind | undefined;
  summary?: ActionSummary | undefined;
  device?: string | undefined;
  flow?: string | undefined;
  file?: string | undefined;
};
export const history = (raw: Raw): HistorySearch => ({
  kind: oneOf(ACTION_KINDS, raw.kind),
  summary: oneOf(ACTION_SUMMARIES, raw.summary),
  device: text(raw.device),
  flow: text(raw.flow),
  file: text(raw.file),
});

export type DeploymentSearch = {
  state?: TargetState | undefined;
  phase?: number | undefined;
  q?: string | undefined;
};
export const deployment = (raw: Raw): DeploymentSearch => ({
  state: oneOf(TARGET_STATES, raw.state),
  phase: wholeNumber(raw.phase),
  q: text(raw.q),
});

/** A filter of devices, as the list of devices has it, without its connection. */
export type DeviceWhere = Omit<DeviceFilter, 'connectionId'>;
const FILTER_KEYS = [
  'name',
  'status',
  'reason',
  'tags',
  'flowId',
  'flowState',
  'deployState',
  'agentVersion',
  'licensed',
] as const satisfies readonly (keyof DeviceWhere)[];

function deviceFilter(value: unknown): DeviceWhere | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const raw = value as Raw;
  const pairs = FILTER_KEYS.flatMap((key) => {
    const word = text(raw[key]);
    return word === undefined ? [] : [[key, word]];
  });
  return Object.fromEntries(pairs) as DeviceWhere;
}

export type DeploySearch = {
  kind?: ActionKind | undefined;
  flow?: string | undefined;
  file?: string | undefined;
  version?: number | undefined;
  connection?: string | undefined;
  /** Names joined by commas; `*` for all of the connection that `filter` lets through. */
  selected?: string | undefined;
  filter?: DeviceWhere | undefined;
  /** A deployment whose asset, version and targets to begin with. */
  from?: string | undefined;
};
export const deploy = (raw: Raw): DeploySearch => ({
  kind: oneOf(ACTION_KINDS, raw.kind),
  flow: text(raw.flow),
  file: text(raw.file),
  version: wholeNumber(raw.version),
  connection: text(raw.connection),
  selected: text(raw.selected),
  filter: deviceFilter(raw.filter),
  from: text(raw.from),
});

/** The version whose picture is shown; the newest when absent. */
export type FlowSearch = { version?: number | undefined };
export const flow = (raw: Raw): FlowSearch => ({ version: wholeNumber(raw.version) });

/** The upload that a sheet goes on with after the page was loaded again. */
export type UploadSearch = { upload?: string | undefined };
export const upload = (raw: Raw): UploadSearch => ({ upload: text(raw.upload) });
