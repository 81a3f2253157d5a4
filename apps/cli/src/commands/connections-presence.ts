import { command } from '../command.ts';
import { followOperation } from '../follow/operation.ts';
import { connectionCard } from './connection-text.ts';
import { readSwitch } from './licences.ts';

export const presence = command({
  summary: 'Switch on or off that AWS’s own word on who connects and disconnects is a second witness',
  args: { id: { about: 'id of the connection' }, state: { about: '"on" or "off"' } },
  options: {
    'take-over': { kind: 'flag', about: 'Also replace a rule of the same name that is somebody else’s' },
  },
  notes: [
    'Makes, or removes, the topic rule enebular_presence_rule; the key needs the rights on it that it has on the others.',
    'AWS sends two messages more for each connection of a device.',
  ],
  async run({ args, options }, context) {
    const params = { connectionId: args.id };
    const body = { on: readSwitch(args.state), takeOver: options['take-over'] };
    const begun = await context.call('connections.presence', { params, body });
    const operation = await followOperation(context, begun.operation);
    const connection = await context.call('connections.get', { params });
    return { json: { operation, connection }, text: `\n${connectionCard(connection)}` };
  },
});
