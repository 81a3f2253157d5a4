import type { DeviceFilter } from '@thingdock/api';
import { command, type Group } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { printable, table } from '../output/table.ts';
import { CONDITIONS, optionsOf, readFilter } from './device-filter.ts';
import { PROJECT, projectIdOf } from './project.ts';
import { findSaved } from './saved-filter.ts';

const NAME = { about: 'name of the filter' };

const list = command({
  summary: 'Saved filters of a project, by name',
  options: { project: PROJECT },
  async run({ options }, context) {
    const params = { projectId: await projectIdOf(context, options.project) };
    const answer = await context.call('filters.list', { params });
    const text = table(
      answer.items,
      [
        ['name', ({ name }) => name],
        ['finds', ({ filter }) => optionsOf(filter)],
        ['by', ({ createdBy }) => createdBy],
      ],
      'No saved filters yet. "thingdock filters save NAME --status disconnected" saves one.',
    );
    return { json: answer, text };
  },
});

const save = command({
  summary: 'Save what devices are like under a name, for everybody in the project',
  args: { name: NAME },
  options: {
    project: PROJECT,
    ...CONDITIONS,
    replace: { kind: 'flag', about: 'Let a filter of this name find these from now on' },
  },
  notes: ['"--filter NAME" finds the devices, wherever a command takes conditions.'],
  async run({ args: { name }, options }, context) {
    const { projectId, filter } = await readFilter(context, { ...options, filter: undefined });
    if (Object.keys(filter).length === 0) throw usage('Say what the devices are like, such as --status disconnected.');
    const saved = await write(context, projectId, { name, filter, replace: options.replace });
    return {
      json: saved,
      text: `"${printable(saved.name)}" finds devices with ${printable(optionsOf(saved.filter))}.`,
    };
  },
});

type Wanted = { name: string; filter: DeviceFilter; replace: boolean };

async function write(context: Context, projectId: string, { name, filter, replace }: Wanted) {
  if (!replace) return context.call('filters.create', { params: { projectId }, body: { name, filter } });
  const { id } = await findSaved(context, projectId, name);
  return context.call('filters.change', { params: { filterId: id }, body: { filter } });
}

const rename = command({
  summary: 'Rename a saved filter',
  args: { name: NAME, to: { about: 'its new name' } },
  options: { project: PROJECT },
  async run({ args, options }, context) {
    const { id } = await findSaved(context, await projectIdOf(context, options.project), args.name);
    const saved = await context.call('filters.change', { params: { filterId: id }, body: { name: args.to } });
    return { json: saved, text: `It is called "${printable(saved.name)}" now.` };
  },
});

const remove = command({
  summary: 'Delete a saved filter; the devices that it finds stay as they are',
  args: { name: NAME },
  options: { project: PROJECT },
  async run({ args, options }, context) {
    const { id, name } = await findSaved(context, await projectIdOf(context, options.project), args.name);
    await context.call('filters.delete', { params: { filterId: id } });
    return { json: { id }, text: `"${printable(name)}" is deleted.` };
  },
});

export const filters: Group = {
  summary: 'Filters of devices that are kept under a name',
  commands: { list, save, rename, delete: remove },
};
