import type { DeviceSelection } from '@thingdock/api';
import type { OptionSpecs } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { FILTER, type FilterOptions, readFilter } from './device-filter.ts';

/** The options that say which devices a command changes. */
export const SELECTION = {
  ...FILTER,
  devices: { kind: 'text', value: 'LIST', about: 'Names of devices of the connection, instead of a filter' },
  all: { kind: 'flag', about: 'All devices of the project or connection' },
} as const satisfies OptionSpecs;

type Choice = FilterOptions & { devices: string | undefined; all: boolean };

/** Nothing named is not everything: that has to be said. */
export async function selectDevices(
  context: Context,
  options: Choice,
): Promise<{ projectId: string; selection: DeviceSelection }> {
  const { projectId, filter } = await readFilter(context, options);
  const { connectionId, ...conditions } = filter;
  const filtered = Object.keys(conditions).length > 0;
  if (options.devices !== undefined) {
    if (filtered || options.all) throw usage('Name devices, or say what they are like; not both.');
    if (!connectionId) throw usage('--devices needs --connection, since names belong to a connection.');
    return { projectId, selection: { devices: parts(options.devices).map((name) => ({ connectionId, name })) } };
  }
  if (!filtered && !options.all)
    throw usage('Say which devices: by --devices, by a filter such as --status, or --all.');
  return { projectId, selection: { filter } };
}

/** The parts of a list with commas. */
export const parts = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
