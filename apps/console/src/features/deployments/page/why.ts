import type { Target } from '@thingdock/api';
import { dayOf, localTimes } from '../../../words/time.ts';
import { isFinal } from '../progress.ts';

/**
 * Why a target is not deployed yet, or why not at all: the words of the device or the server where there are any, else
 * what it waits for. Empty for those that are. `now` in milliseconds.
 */
export function whyNotYet(target: Target, now: number): string {
  if (target.state === 'deployed') return '';
  const said = target.message === null ? '' : localTimes(target.message);
  if (target.state === 'failed') return said;
  if (isFinal(target.state)) return said && sentence(said);
  if (said) return sentence(said);
  const why = target.waitsFor === null ? STATES[target.state] : WAITS[target.waitsFor](target);
  return `${sentence(why ?? '')}${target.waitsFor === 'offline' ? deadline(target, now) : ''}`;
}

const WAITS: Record<NonNullable<Target['waitsFor']>, (target: Target) => string> = {
  offline: () => 'It is offline; it gets it when it connects',
  later_phase: ({ phase }) => `It waits for phase ${phase}`,
  paused: () => 'The rollout is paused',
  earlier_action: () => 'An earlier action on this device is not finished',
  quota: () => 'It waits for its turn: AWS takes so many messages a second',
  retry: ({ attempt }) => `It failed and is tried again (attempt ${attempt + 1})`,
  scheduled: () => 'Its time has not come yet',
};

const STATES: Partial<Record<Target['state'], string>> = {
  scheduled: 'Its time has not come yet',
  requested: 'The device was told and has not answered yet',
  pending: 'The device knows and waits for its turn',
  deploying: 'The device is at work on it',
};

const sentence = (text: string) => (text === '' || /[.!?…]$/.test(text) ? text : `${text}.`);

/** Until when an offline device is waited for. */
function deadline({ deadlineAt }: Target, now: number): string {
  if (deadlineAt === null || Date.parse(deadlineAt) < now) return '';
  return ` Waited for until ${dayOf(Date.parse(deadlineAt))}.`;
}
