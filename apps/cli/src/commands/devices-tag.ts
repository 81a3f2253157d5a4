import type { DeviceSelection } from '@thingdock/api';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { plural, table } from '../output/table.ts';
import { FILTER, type FilterOptions, readFilter } from './device-filter.ts';
import { PROJECT, projectIdOf } from './project.ts';

export const tagDevices = command({
  summary: 'Add tags to devices, or take them away: by name, or all that a filter finds',
  options: {
    ...FILTER,
    devices: { kind: 'text', value: 'LIST', about: 'Names of devices of the connection, instead of a filter' },
    all: { kind: 'flag', about: 'All devices of the project or connection' },
    add: { kind: 'text', value: 'LIST', about: 'Tags to add' },
    remove: { kind: 'text', value: 'LIST', about: 'Tags to take away' },
  },
  notes: ['A device has at most 20 tags, of at most 40 characters each.'],
  async run({ options }, context) {
    const [add, remove] = [parts(options.add), parts(options.remove)];
    if (add.length + remove.length === 0) throw usage('Name tags with --add or --remove.');
    const { projectId, selection } = await select(context, options);
    const answer = await context.call('tags.change', { params: { projectId }, body: { ...selection, add, remove } });
    return { json: answer, text: `${plural(answer.changed, 'device')} changed.` };
  },
});

type Choice = FilterOptions & { devices: string | undefined; all: boolean };

/** Nothing named is not everything: that has to be said. */
async function select(context: Context, options: Choice): Promise<{ projectId: string; selection: DeviceSelection }> {
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

const parts = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

export const listTags = command({
  summary: 'Tags of a project’s devices, the most used first',
  options: { project: PROJECT },
  async run({ options }, context) {
    const params = { projectId: await projectIdOf(context, options.project) };
    const answer = await context.call('tags.list', { params });
    const text = table(
      answer.items,
      [
        ['tag', ({ tag }) => tag],
        ['devices', ({ devices }) => String(devices)],
      ],
      'No tags yet. "thingdock devices tag --add TAG" adds some.',
    );
    return { json: answer, text };
  },
});
