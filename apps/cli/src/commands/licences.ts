import type { LicencePage } from '@thingdock/api';
import { command, type Group, type Input } from '../command.ts';
import type { Context } from '../context.ts';
import { Failure, usage } from '../failures.ts';
import { plural, printable, table, time } from '../output/table.ts';
import { connectionIdOf, PROJECT, projectIdOf } from './project.ts';

const CONNECTION = {
  kind: 'text',
  value: 'ID',
  about: 'The connection, by its id or name',
} as const;

const list = command({
  summary: 'Licences of a project, the newest first',
  options: {
    project: PROJECT,
    connection: CONNECTION,
    state: { kind: 'text', choices: ['registered', 'deleted'], about: 'Only these' },
    name: { kind: 'text', value: 'TEXT', about: 'Begin of the device’s name' },
    limit: { kind: 'number', value: 'COUNT', about: 'At most 500; 50 by default' },
    after: { kind: 'text', value: 'CURSOR', about: 'Those after this, as the answer before gave it' },
  },
  async run({ options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const { connection, state, name, limit, after } = options;
    const page = await context.call('licences.list', {
      params: { projectId },
      query: {
        ...(connection ? { connectionId: await connectionIdOf(context, projectId, connection) } : {}),
        ...(state ? { state } : {}),
        ...(name ? { name } : {}),
        ...(after ? { after } : {}),
        ...(limit === undefined ? {} : { limit: String(limit) }),
      },
    });
    const more = page.next ? `\nMore with --after ${page.next}` : '';
    return { json: page, text: `${poolText(page)}\n\n${licenceTable(page)}${more}` };
  },
});

const licenceTable = ({ items }: LicencePage): string =>
  table(
    items,
    [
      ['device', (licence) => licence.device],
      ['connection', (licence) => licence.connectionName],
      ['state', (licence) => licence.state],
      ['registered', (licence) => time(licence.registeredAt)],
      ['by', (licence) => licence.registeredBy],
      ['deleted', (licence) => time(licence.deletedAt)],
      ['by', (licence) => licence.deletedBy],
    ],
    'No licences yet. "thingdock licences register NAME --connection ID" registers one.',
  );

function poolText({
  limit,
  registered,
  registerNew,
}: Pick<LicencePage, 'limit' | 'registered' | 'registerNew'>): string {
  const issued = limit === null ? 'as many as you like' : `${limit} issued, ${Math.max(0, limit - registered)} left`;
  const fresh = registerNew ? 'new devices are registered by themselves' : 'new devices are registered by hand';
  return `${registered} registered, ${issued}; ${fresh}.`;
}

const NAMES = { names: { about: 'names of the devices, with commas between them' } } as const;
const CHOICE = { project: PROJECT, connection: { ...CONNECTION, required: true } } as const;

type Chosen = Input<typeof NAMES, typeof CHOICE>;

async function selection({ args, options }: Chosen, context: Context) {
  const projectId = await projectIdOf(context, options.project);
  const connectionId = await connectionIdOf(context, projectId, options.connection);
  const names = args.names.split(',').map((name) => name.trim());
  return { params: { projectId }, body: { devices: names.filter(Boolean).map((name) => ({ connectionId, name })) } };
}

const register = command({
  summary: 'Register licences for devices; for those that are offline it takes effect when they come',
  args: NAMES,
  options: CHOICE,
  async run(input, context) {
    const outcome = await context.call('licences.register', await selection(input, context));
    const text = `${plural(outcome.changed, 'licence')} registered; ${outcome.unchanged} had one.`;
    return { json: outcome, text };
  },
});

const remove = command({
  summary: 'Delete the licences of devices: their tokens end at once, their status and logs are shown no more',
  args: NAMES,
  options: { ...CHOICE, yes: { kind: 'flag', about: 'Do not ask first' } },
  notes: ['Timeline and logs are kept, and can be read again once a licence is registered anew.'],
  async run(input, context) {
    const agreed =
      input.options.yes || (await context.confirm(`Delete the licences of ${printable(input.args.names)}?`));
    if (!agreed) throw new Failure('not_confirmed');
    const outcome = await context.call('licences.delete', await selection(input, context));
    const text = `${plural(outcome.changed, 'licence')} deleted; ${outcome.unchanged} had none.`;
    return { json: outcome, text };
  },
});

const limit = command({
  summary: 'Say how many licences a project has; only administrators of the installation may',
  args: { count: { about: 'how many, or "none" for as many as the project likes' } },
  options: { project: PROJECT },
  async run({ args, options }, context) {
    const projectId = await projectIdOf(context, options.project);
    if (!/^(none|\d{1,8})$/.test(args.count)) throw usage('"count" is a number or "none".');
    const body = { limit: args.count === 'none' ? null : Number(args.count) };
    const page = await context.call('licences.change', { params: { projectId }, body });
    return { json: page, text: poolText(page) };
  },
});

const auto = command({
  summary: 'Say whether new devices are registered by themselves',
  args: { state: { about: '"on" or "off"' } },
  options: { project: PROJECT },
  async run({ args, options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const body = { registerNew: readSwitch(args.state) };
    const page = await context.call('licences.change', { params: { projectId }, body });
    return { json: page, text: poolText(page) };
  },
});

/** `on` or `off`. */
export function readSwitch(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw usage(`"${text}" is neither "on" nor "off".`);
  return text === 'on';
}

export const licences: Group = {
  summary: 'Licences: which devices get tokens, and show status, logs and files',
  commands: { list, register, delete: remove, limit, auto },
};
