import { ApiError, type Connection, DEVICE_SORTS, type DeviceFilter } from '@thingdock/api';
import type { OptionSpecs, Values } from '../command.ts';
import type { Context } from '../context.ts';
import { connectionIdOf, PROJECT, projectIdOf } from './project.ts';

const SOME_CONNECTION = { kind: 'text', value: 'ID', about: 'Only of this connection, by its id or name' } as const;

/** The options that say which devices are meant, as the API names them. */
export const FILTER = {
  project: PROJECT,
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
  const asked: Record<keyof DeviceFilter, string | undefined> = {
    connectionId,
    ...{ name: options.name, status: options.status, reason: options.reason, tags: options.tags, flowId: options.flow },
    ...{ flowState: options['flow-state'], deployState: options['deploy-state'] },
    ...{ agentVersion: options['agent-version'], licensed: options.licensed },
  };
  return { projectId, filter: Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) };
}
