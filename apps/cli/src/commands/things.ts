import { join } from 'node:path';
import type { CreatedThing } from '@thingdock/api';
import { command, type Group } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { printable } from '../output/table.ts';
import { deviceConfig, deviceFiles, stageFolder } from '../things/config-folder.ts';
import { createSigningRequest } from '../things/signing-request.ts';
import { CONNECTION } from './project.ts';

const create = command({
  summary: 'Create a thing with a certificate, and the folder that its agent starts from',
  args: { name: { about: 'name of the thing: letters, digits, ":", "_" and "-"' } },
  options: {
    connection: CONNECTION,
    'access-key-id': {
      kind: 'text',
      value: 'KEY',
      about: 'A key for installing devices, in place of the connection’s',
    },
    'secret-access-key': { kind: 'secret', value: 'SECRET', env: 'THINGDOCK_INSTALLER_SECRET', about: 'Its secret' },
    out: { kind: 'text', value: 'DIR', required: true, about: 'The folder to write, which must be new or empty' },
  },
  notes: [
    'The key pair is made on this machine, and the private key never leaves it.',
    'Best give a key of a user of its own: whoever sets devices up should not hold the connection’s key.',
    'It is used for this thing only; the server remembers its id and user, to warn where a connection has the same.',
    'The AWS user whose key makes the thing needs AWSIoTConfigAccess, or what "thingdock connections kit --provisioning" adds.',
  ],
  async run({ args, options }, { call, path, askHidden }) {
    const installer = await installerOf(options, askHidden);
    const folder = path(options.out);
    const files = deviceFiles(args.name);
    const stage = await stageFolder(folder);
    try {
      const { privateKeyPem, csrPem } = await createSigningRequest(args.name);
      // Before anything is made in AWS: a thing whose key could not be kept would be of no use.
      await stage.write(files.privateKey, privateKeyPem);
      const params = { connectionId: options.connection };
      const thing = await call('things.create', { params, body: { name: args.name, csr: csrPem, ...installer } });
      await stage.write(files.caCert, thing.caPem);
      await stage.write(files.clientCert, thing.certificatePem);
      await stage.write(files.config, deviceConfig(thing, files));
      await stage.publish();
      return answer(thing, folder, join(folder, files.config));
    } catch (error) {
      await stage.discard();
      throw error;
    }
  },
});

type InstallerOptions = Readonly<Record<'access-key-id' | 'secret-access-key', string | undefined>>;

/** A secret alone, such as one in the environment, asks for nothing. */
async function installerOf(options: InstallerOptions, askHidden: Context['askHidden']) {
  const accessKeyId = options['access-key-id'];
  if (accessKeyId === undefined) return {};
  const secretAccessKey =
    options['secret-access-key'] ?? (await askHidden('Secret of the key for installing devices: '));
  if (secretAccessKey === undefined)
    throw usage('--secret-access-key is missing. Set THINGDOCK_INSTALLER_SECRET, or pipe it in with "-".');
  return { installer: { accessKeyId, secretAccessKey } };
}

function answer({ certificatePem: _certificate, caPem: _ca, ...thing }: CreatedThing, folder: string, config: string) {
  const text = [
    `Created the thing ${thing.name} with the policy ${thing.policyName}, and the agent’s folder ${folder}.`,
    `Start an agent with it: npm run -s agent -- --config ${config}`,
    ...thing.warnings.map(({ detail }) => `Warning: ${printable(detail)}`),
  ].join('\n');
  return { json: { ...thing, folder, config }, text };
}

export const things: Group = { summary: 'Things in AWS IoT for new devices', commands: { create } };
