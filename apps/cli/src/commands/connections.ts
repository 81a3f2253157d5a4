import { command, type Group } from '../command.ts';
import { ID } from './connection-id.ts';
import { connectionCard, connectionTable } from './connection-text.ts';
import { createConnection } from './connections-create.ts';
import { remove } from './connections-delete.ts';
import { health, repair } from './connections-health.ts';
import { inspect } from './connections-inspect.ts';
import { keys, rotate } from './connections-keys.ts';
import { kit } from './connections-kit.ts';
import { importOlder, migrate } from './connections-older.ts';
import { presence } from './connections-presence.ts';
import { PROJECT, projectIdOf } from './project.ts';

const list = command({
  summary: 'Connections of a project',
  options: { project: PROJECT },
  async run({ options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const answer = await context.call('connections.list', { params: { projectId } });
    return { json: answer, text: connectionTable(answer.items) };
  },
});

const show = command({
  summary: 'One connection',
  args: ID,
  async run({ args }, { call }) {
    const connection = await call('connections.get', { params: { connectionId: args.id } });
    return { json: connection, text: connectionCard(connection) };
  },
});

const rename = command({
  summary: 'Rename a connection',
  args: ID,
  options: { name: { kind: 'text', value: 'NAME', required: true, about: 'The new Connection Name' } },
  async run({ args, options }, { call }) {
    const connection = await call('connections.change', {
      params: { connectionId: args.id },
      body: { name: options.name },
    });
    return { json: connection, text: `The connection is named "${connection.name}" now.` };
  },
});

export const connections: Group = {
  summary: 'AWS IoT connections',
  commands: {
    list,
    show,
    create: createConnection,
    inspect,
    kit,
    rename,
    rotate,
    keys,
    delete: remove,
    health,
    repair,
    presence,
    import: importOlder,
    migrate,
  },
};
