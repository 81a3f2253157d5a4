import type { DEPLOYMENT_COMMANDS, Deployment } from '@thingdock/api';
import { count } from '../../../words/count.ts';
import { tally } from './phases.ts';

export type Command = (typeof DEPLOYMENT_COMMANDS)[number];
/** A command as it is offered: on its button, and what it will do. */
export type Offer = { command: Command; label: string; action: string; what: string; harmful: boolean };

/** What can be done with a deployment now, in the order in which it is offered. */
export function offersFor(deployment: Deployment): Offer[] {
  const { rollout, summary } = deployment;
  const { open, told, deployed, failed } = tally(deployment);
  const running = summary === 'processing' && rollout !== null;
  const offers: (Offer | false)[] = [
    running && rollout.state === 'running' && PAUSE,
    running && (rollout.state === 'paused' || rollout.state === 'halted') && RESUME,
    failed > 0 && retryOffer(failed),
    told > 0 && ROLL_BACK,
    running && rollout.state !== 'stopped' && rollout.phase < rollout.sizes.length && STOP,
    open > 0 && cancelOffer(open, deployed),
  ];
  return offers.filter((offer) => offer !== false);
}

const PAUSE: Offer = {
  command: 'pause',
  label: 'Pause',
  action: 'Pause the rollout',
  what: 'No further device is told until you resume. Devices that were told already go on.',
  harmful: false,
};
const RESUME: Offer = {
  command: 'resume',
  label: 'Resume',
  action: 'Resume the rollout',
  what: 'The rollout goes on where it was held.',
  harmful: false,
};
const STOP: Offer = {
  command: 'stop',
  label: 'Stop',
  action: 'Stop the rollout',
  what: 'No further phase begins, for good: its devices are cancelled. Devices that were told already go on.',
  harmful: true,
};

/** Whom it reaches is asked of the server when somebody means to do it. */
const ROLL_BACK: Offer = {
  command: 'rollback',
  label: 'Roll back',
  action: 'Roll back',
  what: 'A new deployment puts back what each device had before this one. Here nothing more begins.',
  harmful: true,
};

const retryOffer = (failed: number): Offer => ({
  command: 'retry-failed',
  label: 'Retry failed',
  action: `Try again on ${count(failed, 'device')}`,
  what: `A new deployment tries it again on the ${count(failed, 'device')} on which it failed or timed out. The others are left alone.`,
  harmful: false,
});

const cancelOffer = (open: number, deployed: number): Offer => ({
  command: 'cancel',
  label: 'Cancel',
  action: `Cancel on ${count(open, 'device')}`,
  what:
    `${count(open, 'device')} that ${open === 1 ? 'is' : 'are'} not through ${open === 1 ? 'is' : 'are'} cancelled.` +
    (deployed > 0 ? ` ${count(deployed, 'device')} that ${deployed === 1 ? 'has' : 'have'} it already keep it.` : ''),
  harmful: true,
});
