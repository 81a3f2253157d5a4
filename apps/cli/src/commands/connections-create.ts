import { command } from '../command.ts';
import { followOperation } from '../follow/operation.ts';
import { awsFields, FIELD_OPTIONS } from './connection-fields.ts';
import { connectionCard } from './connection-text.ts';
import { planText } from './plan-text.ts';
import { PROJECT, projectIdOf } from './project.ts';

export const createConnection = command({
  summary: 'Connect an AWS account and region, and wait until it works',
  options: {
    project: PROJECT,
    name: { kind: 'text', value: 'NAME', required: true, about: 'Connection Name' },
    ...FIELD_OPTIONS,
    'dry-run': { kind: 'flag', about: 'Only show what would be done in AWS' },
    'take-over': { kind: 'flag', about: 'Also replace objects of the same names that are somebody else’s' },
  },
  notes: [
    'Needed are the access key, the role, and endpoint or region: as options, or in the file that --from names.',
    '"thingdock connections kit" writes what makes role, user and that file.',
    'The user needs AWSIoTFullAccess, AmazonSNSFullAccess and EnebularPassRole ("thingdock aws policy"), or the kit’s one policy.',
    'Use another user’s key for making things: see "thingdock things create --help".',
    'Keep the secret out of your shell’s history: set THINGDOCK_SECRET_ACCESS_KEY, pipe it in, or wait to be asked.',
    'With --json prints the connection, and the operation that made it as its member "operation".',
  ],
  async run({ options }, context) {
    const fields = await awsFields(options, context);
    const projectId = await projectIdOf(context, options.project);
    const request = { params: { projectId }, body: { name: options.name, ...fields } };
    if (options['dry-run']) {
      const plan = await context.call('connections.plan', request);
      return { json: plan, text: planText(plan) };
    }
    const body = { ...request.body, ...(options['take-over'] ? { takeOver: true } : {}) };
    const begun = await context.call('connections.create', { ...request, body });
    await context.say(`Connecting AWS account ${begun.connection.accountId} in ${begun.connection.region}:`);
    const operation = await followOperation(context, begun.operation);
    const connection = await context.call('connections.get', { params: { connectionId: begun.connection.id } });
    return { json: { ...connection, operation }, text: `\n${connectionCard(connection)}` };
  },
});
