import { writeFile } from 'node:fs/promises';
import {
  KIT_FORMATS,
  type KitField,
  type KitInput,
  type KitPlan,
  readKitInput,
  writeKit,
} from '@thingdock/connection-kit';
import { command } from '../command.ts';
import { fileReason } from '../context.ts';
import { Failure, usage } from '../failures.ts';

export const kit = command({
  summary: 'Write what sets up the role and the user of a connection in AWS',
  options: {
    account: { kind: 'text', value: 'ID', required: true, about: 'The AWS account, twelve digits' },
    region: { kind: 'text', value: 'REGION', required: true, about: 'The region of the connection: eu-central-1' },
    format: {
      kind: 'text',
      value: 'FORMAT',
      choices: KIT_FORMATS,
      about: 'By default shell, a script for the AWS CLI',
    },
    'role-name': { kind: 'text', value: 'NAME', about: 'By default enebular_status_push_role' },
    'user-name': { kind: 'text', value: 'NAME', about: 'By default enebular-conn-user' },
    prefix: { kind: 'text', value: 'PREFIX', about: 'THINGDOCK_AWS_PREFIX of the server, by default enebular' },
    guide: { kind: 'flag', about: 'With the managed policies of the enebular guide, which allow far more than needed' },
    provisioning: { kind: 'flag', about: 'Let the connection’s key make things too ("thingdock things create")' },
    out: { kind: 'text', value: 'FILE', about: 'The file to write, which must be new; else it is printed' },
  },
  notes: [
    'Asks no server, and holds no secret. Whoever applies it must be allowed to administer IAM in the account.',
    'What it prints is read by "thingdock connections create --from FILE", and by the form of the console.',
  ],
  async run({ options }, { path }) {
    const plan = kitPlan({
      accountId: options.account,
      region: options.region,
      roleName: options['role-name'],
      userName: options['user-name'],
      prefix: options.prefix,
      guide: options.guide,
      provisioning: options.provisioning,
    });
    const document = writeKit(plan, options.format ?? 'shell');
    if (options.out === undefined) return { json: document, text: document.text.trimEnd() };
    const file = path(options.out);
    await writeNew(file, document.text);
    const steps = document.steps.map((step) => step.replaceAll(document.fileName, file));
    return { json: { ...document, file, steps }, text: [`Wrote ${file}. To apply it:`, ...steps].join('\n  ') };
  },
});

type Typed = { [K in keyof KitInput]: KitInput[K] | undefined };

const OPTION: Readonly<Record<KitField, string>> = {
  accountId: '--account',
  region: '--region',
  roleName: '--role-name',
  userName: '--user-name',
  prefix: '--prefix',
};

/** Reads options; throws a usage failure that names the first one that is wrong. */
export function kitPlan(typed: Typed): KitPlan {
  const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
  const read = readKitInput({ accountId: '', region: '', ...given });
  if ('plan' in read) return read.plan;
  throw usage(read.problems.map(({ field, message }) => `${OPTION[field]}: ${message}`).join(' '));
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    throw new Failure('file_unwritable', { details: { path, reason: fileReason(error) }, cause: error });
  }
}
