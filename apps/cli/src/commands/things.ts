import { join } from 'node:path';
import type { CreatedThing } from '@thingdock/api';
import { command, type Group } from '../command.ts';
import { deviceConfig, deviceFiles, stageFolder } from '../things/config-folder.ts';
import { createSigningRequest } from '../things/signing-request.ts';
import { CONNECTION } from './project.ts';

const create = command({
  summary: 'Create a thing with a certificate, and the folder that its agent starts from',
  args: { name: { about: 'name of the thing: letters, digits, ":", "_" and "-"' } },
  options: {
    connection: CONNECTION,
    out: { kind: 'text', value: 'DIR', required: true, about: 'The folder to write, which must be new or empty' },
  },
  notes: [
    'The key pair is made on this machine, and the private key never leaves it.',
    'The AWS user whose key makes the thing needs AWSIoTConfigAccess, or what "thingdock connections kit --provisioning" adds.',
  ],
  async run({ args, options }, { call, path }) {
    const folder = path(options.out);
    const files = deviceFiles(args.name);
    const stage = await stageFolder(folder);
    try {
      const { privateKeyPem, csrPem } = await createSigningRequest(args.name);
      // Before anything is made in AWS: a thing whose key could not be kept would be of no use.
      await stage.write(files.privateKey, privateKeyPem);
      const params = { connectionId: options.connection };
      const thing = await call('things.create', { params, body: { name: args.name, csr: csrPem } });
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

function answer({ certificatePem: _certificate, caPem: _ca, ...thing }: CreatedThing, folder: string, config: string) {
  const text = [
    `Created the thing ${thing.name} with the policy ${thing.policyName}, and the agent’s folder ${folder}.`,
    `Start an agent with it: npm run -s agent -- --config ${config}`,
  ].join('\n');
  return { json: { ...thing, folder, config }, text };
}

export const things: Group = { summary: 'Things in AWS IoT for new devices', commands: { create } };
