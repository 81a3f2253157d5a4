import type { ForgottenDevices } from '@thingdock/api';
import { command } from '../command.ts';
import { Failure } from '../failures.ts';
import { plural, printable } from '../output/table.ts';
import { SELECTION, selectDevices } from './device-selection.ts';
import { CONNECTION } from './project.ts';

export const forget = command({
  summary: 'Forget a device that is gone from AWS, with its timeline and logs',
  args: { name: { about: 'name of the device, which is that of its thing' } },
  options: {
    connection: CONNECTION,
    'release-licence': { kind: 'flag', about: 'Delete its licence with it; refused otherwise' },
    yes: { kind: 'flag', about: 'Do not ask first' },
  },
  async run({ args, options }, { call, confirm }) {
    const name = printable(args.name);
    const what = options['release-licence'] ? 'its timeline, its logs and its licence' : 'its timeline and its logs';
    const agreed = options.yes || (await confirm(`Forget ${name}, with ${what}?`));
    if (!agreed) throw new Failure('not_confirmed');
    const params = { connectionId: options.connection, deviceName: args.name };
    const query = options['release-licence'] ? { releaseLicence: 'true' as const } : {};
    const answer = await call('devices.forget', { params, query });
    return { json: answer, text: `${name} is forgotten.` };
  },
});

export const forgetGone = command({
  summary: 'Forget devices that are gone from AWS: by name, or all that a filter finds; others are left alone',
  options: {
    ...SELECTION,
    'release-licences': {
      kind: 'flag',
      about: 'Delete their licences with them; those that have one are left alone otherwise',
    },
    yes: { kind: 'flag', about: 'Do not ask first' },
  },
  async run({ options }, context) {
    const { projectId, selection } = await selectDevices(context, options);
    const releaseLicences = options['release-licences'];
    const what = releaseLicences ? 'their timelines, their logs and their licences' : 'their timelines and their logs';
    const whom = selection.devices ? printable(options.devices ?? '') : 'all that match and are gone from AWS';
    const agreed = options.yes || (await context.confirm(`Forget ${whom}, with ${what}?`));
    if (!agreed) throw new Failure('not_confirmed');
    const answer = await context.call('devices.forgetMany', {
      params: { projectId },
      body: { ...selection, releaseLicences },
    });
    return { json: answer, text: outcomeText(answer) };
  },
});

function outcomeText({ forgotten, notGone, licensed }: ForgottenDevices): string {
  const left = [notGone > 0 && `${notGone} that AWS has still`, licensed > 0 && `${licensed} with a licence`].filter(
    (part) => part !== false,
  );
  return `${plural(forgotten, 'device')} forgotten${left.length > 0 ? `; left alone: ${left.join(', ')}` : ''}.`;
}
