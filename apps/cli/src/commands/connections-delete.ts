import type { ConnectionObject, Operation } from '@thingdock/api';
import { command } from '../command.ts';
import { Failure } from '../failures.ts';
import { followOperation } from '../follow/operation.ts';
import { printable } from '../output/table.ts';
import { ID } from './connection-id.ts';

/** What `connections create` makes; a server may give its objects another prefix than `enebular`. */
const MADE_IN_AWS = [
  'the topic rules enebular_status_push_rule and enebular_devicestate_push_rule,',
  'the topic rule enebular_shadow_update, unless it was there before,',
  'the SNS topics enebular_status_push_sns and enebular_devicestate_push_sns with their subscriptions.',
];

export const remove = command({
  summary: 'Delete a connection and what it made in AWS, and wait until that is done',
  args: ID,
  options: {
    'keep-aws': { kind: 'flag', about: 'Leave everything in AWS as it is, and list it; no valid key is needed' },
    'release-licences': { kind: 'flag', about: 'Delete the licences of its devices with it; refused otherwise' },
    yes: { kind: 'flag', about: 'Do not ask first' },
  },
  notes: [
    ['Goes from AWS:', ...MADE_IN_AWS.map((line) => `  ${line}`)].join('\n'),
    'Things, certificates, the role and the access key stay as they are.',
    'An attempt that failed is only dismissed: what it had made is gone from AWS already.',
  ],
  async run({ args, options }, context) {
    const params = { connectionId: args.id };
    const connection = await context.call('connections.get', { params });
    const named = `"${printable(connection.name)}"`;
    if (connection.state === 'failed') {
      const { operation } = await context.call('connections.delete', { params });
      return { json: { operation }, text: [`The attempt ${named} is dismissed.`, ...leftLines(operation)].join('\n') };
    }
    const { items } = await context.call('connections.objects', { params });
    const what = options['keep-aws'] ? 'stay' : 'go';
    await context.say(`From AWS account ${connection.accountId} in ${connection.region} ${what}`);
    for (const object of items) await context.say(objectLine(object, options['keep-aws']));
    const agreed = options.yes || (await context.confirm(`Delete the connection ${named}?`));
    if (!agreed) throw new Failure('not_confirmed');
    const query = {
      ...(options['keep-aws'] ? { keepAws: 'true' as const } : {}),
      ...(options['release-licences'] ? { releaseLicences: 'true' as const } : {}),
    };
    const begun = await context.call('connections.delete', { params, query });
    const operation = await followOperation(context, begun.operation);
    return { json: { operation }, text: [`The connection ${named} is deleted.`, ...leftLines(operation)].join('\n') };
  },
});

const objectLine = ({ kind, name, goes }: ConnectionObject, keep: boolean): string =>
  `  ${kind} ${printable(name)}${goes || keep ? '' : ' (stays: it was there before)'}`;

function leftLines({ left }: Operation): string[] {
  if (left.length === 0) return [];
  return ['Left in AWS:', ...left.map(({ kind, name }) => `  ${kind} ${printable(name)}`)];
}
