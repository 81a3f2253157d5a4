import { command } from '../command.ts';
import { usage } from '../failures.ts';
import { plural, table } from '../output/table.ts';
import { parts, SELECTION, selectDevices } from './device-selection.ts';
import { PROJECT, projectIdOf } from './project.ts';

export const tagDevices = command({
  summary: 'Add tags to devices, or take them away: by name, or all that a filter finds',
  options: {
    ...SELECTION,
    add: { kind: 'text', value: 'LIST', about: 'Tags to add' },
    remove: { kind: 'text', value: 'LIST', about: 'Tags to take away' },
  },
  notes: ['A device has at most 20 tags, of at most 40 characters each.'],
  async run({ options }, context) {
    const [add, remove] = [parts(options.add), parts(options.remove)];
    if (add.length + remove.length === 0) throw usage('Name tags with --add or --remove.');
    const { projectId, selection } = await selectDevices(context, options);
    const answer = await context.call('tags.change', { params: { projectId }, body: { ...selection, add, remove } });
    return { json: answer, text: `${plural(answer.changed, 'device')} changed.` };
  },
});

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
