import { ApiError, type Connection, DEVICE_SORTS, type DeviceFilter } from '@thingdock/api';
import type { OptionSpecs, Values } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { connectionIdOf, PROJECT, projectIdOf } from './project.ts';
import { findSaved } from './saved-filter.ts';

const SOME_CONNECTION = { kind: 'text', value: 'ID', about: 'Only of this connection, by its id or name' } as const;

/** The options that say what devices are like. */
export const CONDITIONS = {
  connection: SOME_CONNECTION,
  name: { kind: 'text', value: 'TEXT', about: 'Only with this text in the name, in any case; "gw-*": that begin so' },
  status: { kind: 'text', value: 'LIST', about: 'Only of these: connected, disconnected, unknown, gone' },
  reason: {
    kind: 'text',
    value: 'LIST',
    about: 'Only with these reasons of the status: connection_lost, never_seen …',
  },
  tags: { kind: 'text', value: 'LIST', about: 'Only with all of these tags' },
  flow: { kind: 'text', value: 'ID', about: 'Only those that run this flow' },
  'flow-state': {
    kind: 'text',
    value: 'LIST',
    about: 'Only where the flow is in these states: running, stopped, error',
  },
  'deploy-state': {
    kind: 'text',
    value: 'LIST',
    about: 'Only where the newest deployment of a flow is in these states: deployed, failed …',
  },
  'agent-version': { kind: 'text', value: 'LIST', about: 'Only with these versions of the agent; "<2.6": all below' },
  licensed: { kind: 'text', choices: ['yes', 'no'], about: 'Only with a licence, or without' },
} as const satisfies OptionSpecs;

/** The options that say which devices are meant. */
export const FILTER = {
  project: PROJECT,
  filter: {
    kind: 'text',
    value: 'NAME',
    about: 'Only those that this saved filter finds; a condition named beside it takes the place of its own',
  },
  ...CONDITIONS,
} as const satisfies OptionSpecs;

/** The members of the API's filter, and the option that each is named by. */
const MEMBERS = Object.entries({
  connectionId: 'connection',
  name: 'name',
  status: 'status',
  reason: 'reason',
  tags: 'tags',
  flowId: 'flow',
  flowState: 'flow-state',
  deployState: 'deploy-state',
  agentVersion: 'agent-version',
  licensed: 'licensed',
} satisfies Record<keyof DeviceFilter, keyof typeof CONDITIONS>) as [keyof DeviceFilter, keyof typeof CONDITIONS][];

/** As a shell takes it for one word. */
const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/** A filter as options that say the same: `--status gone --tags 'roof,north side'`. */
export function optionsOf(filter: DeviceFilter): string {
  const words = MEMBERS.flatMap(([member, option]) => {
    const value = filter[member];
    return value === undefined ? [] : [`--${option} ${/^[\w.,:-]+$/.test(value) ? value : quoted(value)}`];
  });
  return words.join(' ');
}

export type FilterOptions = Values<typeof FILTER>;

export const PAGE = {
  sort: { kind: 'text', choices: DEVICE_SORTS, about: 'By what to sort: name by default' },
  order: { kind: 'text', choices: ['asc', 'desc'], about: 'Upwards by default' },
  limit: { kind: 'number', value: 'COUNT', about: 'At most 500; 50 by default' },
  after: { kind: 'text', value: 'CURSOR', about: 'Those after this, as the answer before gave it' },
} as const satisfies OptionSpecs;

type Place = { projectId: string; connectionId: string | undefined };

/** Where to look: a connection by its id names its project too; by its name, only in a project that is known. */
async function placeOf(context: Context, { project, connection }: FilterOptions): Promise<Place> {
  const known = connection && !project ? await connectionById(context, connection) : undefined;
  if (known) return { projectId: known.projectId, connectionId: known.id };
  const projectId = await projectIdOf(context, project);
  return { projectId, connectionId: connection && (await connectionIdOf(context, projectId, connection)) };
}

async function connectionById({ call }: Context, connectionId: string): Promise<Connection | undefined> {
  try {
    return await call('connections.get', { params: { connectionId } });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** The filter as the API takes it, and the project that it looks in. */
export async function readFilter(
  context: Context,
  options: FilterOptions,
): Promise<{ projectId: string; filter: DeviceFilter }> {
  const { projectId, connectionId } = await placeOf(context, options);
  const saved = options.filter === undefined ? {} : (await findSaved(context, projectId, options.filter)).filter;
  if (connectionId && saved.connectionId && connectionId !== saved.connectionId)
    throw usage(`The filter "${options.filter}" is of another connection than --connection.`);
  const asked = MEMBERS.map(([member, option]) => [member, member === 'connectionId' ? connectionId : options[option]]);
  return { projectId, filter: { ...saved, ...Object.fromEntries(asked.filter(([, value]) => value)) } };
}
