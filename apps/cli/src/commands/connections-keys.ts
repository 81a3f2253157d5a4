import { command } from '../command.ts';
import { followOperation } from '../follow/operation.ts';
import { table, time } from '../output/table.ts';
import { awsKey, KEY_OPTIONS } from './connection-fields.ts';
import { ID } from './connection-id.ts';
import { DRY_RUN, inspectChange, inspectionResult } from './connections-inspect.ts';

export const rotate = command({
  summary: 'Put another access key of the same AWS account in the place of the old one, once it is proved to work',
  args: ID,
  options: { ...KEY_OPTIONS, 'dry-run': DRY_RUN },
  notes: [
    'Create a second access key for the connection’s user, rotate to it, then delete the first one in AWS.',
    'The new key is checked and tested before the old one is dropped; when that fails nothing changes.',
    'Keep the secret out of your shell’s history: set THINGDOCK_SECRET_ACCESS_KEY, pipe it in, or wait to be asked.',
  ],
  async run({ args, options }, context) {
    const params = { connectionId: args.id };
    const body = await awsKey(options, context);
    if (options['dry-run']) return inspectionResult(context, await inspectChange(context, args.id, body));
    const begun = await context.call('connections.rotate', { params, body });
    const operation = await followOperation(context, begun.operation);
    const connection = await context.call('connections.get', { params });
    const ending = connection.accessKeyIdEnding ?? body.accessKeyId.slice(-4);
    return {
      json: { ...connection, operation },
      text: `The connection uses the key …${ending} now. Delete the old one in AWS.`,
    };
  },
});

export const keys = command({
  summary: 'Access keys that a connection uses and used',
  args: ID,
  notes: ['Of a key its last four characters are shown; secrets never.'],
  async run({ args }, { call }) {
    const answer = await call('connections.keys', { params: { connectionId: args.id } });
    const text = table(
      answer.items,
      [
        ['key', (key) => `…${key.accessKeyIdEnding}`],
        ['user', (key) => key.userArn],
        ['from', (key) => time(key.usedFrom)],
        ['until', (key) => time(key.usedUntil)],
        ['by', (key) => key.by],
      ],
      'No keys are known.',
    );
    return { json: answer, text };
  },
});
