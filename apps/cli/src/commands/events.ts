import { command } from '../command.ts';
import { printable, time } from '../output/table.ts';
import { connectionIdOf, PROJECT, projectIdOf } from './project.ts';

export const events = command({
  summary: 'What happened in a project, the newest last',
  options: {
    project: PROJECT,
    type: {
      kind: 'text',
      value: 'TYPE',
      about: 'Only of this type, such as device.disconnected; "device.": that begin so',
    },
    connection: { kind: 'text', value: 'ID', about: 'Only of this connection, by its id or name' },
    device: { kind: 'text', value: 'NAME', about: 'Only of the device of this name' },
    limit: { kind: 'number', value: 'COUNT', about: 'At most 500; 100 by default' },
    before: { kind: 'text', value: 'CURSOR', about: 'Those before this, as the answer before gave it' },
  },
  async run({ options }, context) {
    const { type, connection, device, before, limit } = options;
    const projectId = await projectIdOf(context, options.project);
    const page = await context.call('events.list', {
      params: { projectId },
      query: {
        ...(type ? { type } : {}),
        ...(connection ? { connectionId: await connectionIdOf(context, projectId, connection) } : {}),
        ...(device ? { device } : {}),
        ...(before ? { before } : {}),
        ...(limit === undefined ? {} : { limit: String(limit) }),
      },
    });
    const lines = page.items.toReversed().map(({ at, text }) => `${time(at)}  ${printable(text)}`);
    const more = page.next ? [`Earlier ones with --before ${page.next}`] : [];
    return { json: page, text: [...more, ...lines].join('\n') || 'Nothing has happened yet.' };
  },
});
