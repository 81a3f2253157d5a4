import { command } from '../command.ts';
import { followOperation } from '../follow/operation.ts';
import { connectionCard } from './connection-text.ts';
import { PROJECT, projectIdOf } from './project.ts';

export const createConnection = command({
  summary: 'Connect an AWS account and region, and wait until it works',
  options: {
    project: PROJECT,
    name: { kind: 'text', value: 'NAME', required: true, about: 'Connection Name' },
    'access-key-id': { kind: 'text', value: 'KEY', required: true, about: 'AWS Access Key ID' },
    'secret-access-key': {
      kind: 'secret',
      value: 'SECRET',
      required: true,
      env: 'THINGDOCK_SECRET_ACCESS_KEY',
      about: 'AWS Secret Access Key',
    },
    endpoint: {
      kind: 'text',
      value: 'HOST',
      required: true,
      about: 'AWS IoT Endpoint (AWS console: IoT Core, Settings)',
    },
    'role-arn': { kind: 'text', value: 'ARN', required: true, about: 'IAM Role ARN, of the role that AWS IoT assumes' },
  },
  notes: [
    'Keep the secret out of your shell’s history: set THINGDOCK_SECRET_ACCESS_KEY, pipe it in, or wait to be asked.',
    'With --json prints the connection, and the operation that made it as its member "operation".',
  ],
  async run({ options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const begun = await context.call('connections.create', {
      params: { projectId },
      body: {
        name: options.name,
        accessKeyId: options['access-key-id'],
        secretAccessKey: options['secret-access-key'],
        endpoint: options.endpoint,
        roleArn: options['role-arn'],
      },
    });
    await context.say(`Connecting AWS account ${begun.connection.accountId} in ${begun.connection.region}:`);
    const operation = await followOperation(context, begun.operation);
    const connection = await context.call('connections.get', { params: { connectionId: begun.connection.id } });
    return { json: { ...connection, operation }, text: `\n${connectionCard(connection)}` };
  },
});
