import { count } from '../../../../words/count.ts';
import { type Chosen, COMMANDS_FOR_SOME, type CommandForSome, devicesFor } from './selection.ts';

/** What can be done about some targets: on its button, and what it will do. */
export type OfferForSome = {
  command: CommandForSome;
  devices: string[];
  action: string;
  what: string;
  harmful: boolean;
};

type Words = { action: (devices: string) => string; what: string; harmful: boolean };

const WORDS: Record<CommandForSome, Words> = {
  'retry-failed': {
    action: (devices) => `Try again on ${devices}`,
    what: 'A new deployment tries it again there. This one goes on for all other devices.',
    harmful: false,
  },
  rollback: {
    action: (devices) => `Roll back ${devices}`,
    what:
      'A new deployment puts back what was there before this one, except where something newer was deployed since.' +
      ' This one goes on for all other devices.',
    harmful: true,
  },
  cancel: {
    action: (devices) => `Cancel on ${devices}`,
    what:
      'What was not begun there never will be; what was begun is taken back. The deployment goes on for all other' +
      ' devices.',
    harmful: true,
  },
};

/** What can be done about what is chosen, each for those that it fits. */
export function offersForSome(chosen: Chosen): OfferForSome[] {
  return COMMANDS_FOR_SOME.flatMap((command) => {
    const devices = devicesFor(command, chosen);
    if (devices.length === 0) return [];
    const { action, what, harmful } = WORDS[command];
    return [{ command, devices, action: action(count(devices.length, 'device')), what, harmful }];
  });
}
