import { command, type Group } from '../command.ts';
import { Failure } from '../failures.ts';
import { followOperation } from '../follow/operation.ts';
import { connectionCard, connectionTable } from './connection-text.ts';
import { createConnection } from './connections-create.ts';
import { health, repair } from './connections-health.ts';
import { inspect } from './connections-inspect.ts';
import { kit } from './connections-kit.ts';
import { PROJECT, projectIdOf } from './project.ts';

const ID = { id: { about: 'id of the connection, as "thingdock connections list" shows it' } };

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

/** What `connections create` makes; a server may give its objects another prefix than `enebular`. */
const MADE_IN_AWS = [
  'the topic rules enebular_status_push_rule and enebular_devicestate_push_rule,',
  'the topic rule enebular_shadow_update, unless it was there before,',
  'the SNS topics enebular_status_push_sns and enebular_devicestate_push_sns with their subscriptions.',
];

const remove = command({
  summary: 'Delete a connection and what it made in AWS, and wait until that is done',
  args: ID,
  options: { yes: { kind: 'flag', about: 'Do not ask first' } },
  notes: [
    ['Goes from AWS:', ...MADE_IN_AWS.map((line) => `  ${line}`)].join('\n'),
    'Things, certificates, the role and the access key stay as they are.',
  ],
  async run({ args, options }, context) {
    const params = { connectionId: args.id };
    const connection = await context.call('connections.get', { params });
    await context.say(`From AWS account ${connection.accountId} in ${connection.region} go`);
    for (const line of MADE_IN_AWS) await context.say(`  ${line}`);
    const agreed = options.yes || (await context.confirm(`Delete the connection "${connection.name}"?`));
    if (!agreed) throw new Failure('not_confirmed');
    const begun = await context.call('connections.delete', { params });
    const operation = await followOperation(context, begun.operation);
    return { json: { operation }, text: `The connection "${connection.name}" is deleted.` };
  },
});

export const connections: Group = {
  summary: 'AWS IoT connections',
  commands: { list, show, create: createConnection, inspect, kit, rename, delete: remove, health, repair },
};
