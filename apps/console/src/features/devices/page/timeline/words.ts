import type { StatusSource, Transition, Uptime } from '@thingdock/api';
import { exactTime, longDuration } from '../../../../words/time.ts';
import { reasonSentence, STATUS_WORDS } from '../../status-words.ts';
import type { Span } from './spans.ts';

/** What a status was learnt from. */
export const SOURCE_WORDS: Record<StatusSource, string> = {
  push: 'Told live by AWS IoT',
  sync: 'Read from its shadow',
  frame: 'Heard from the device itself',
  presence: 'Told by the presence events of AWS IoT',
  licence: 'Since its licence changed',
  monitoring: 'Since its monitoring was switched',
  silence: 'Since it gave no answer',
  inventory: 'Read from the list of things in AWS',
};

/** `Shadow version 37 of 3 Mar, 14:02:10`, and the message: whoever doubts a status can look it up. */
export function evidence({ source, shadowVersion, shadowTime, messageId }: Transition): string[] {
  return [
    source && SOURCE_WORDS[source],
    shadowVersion !== null &&
      `shadow version ${shadowVersion}${shadowTime ? ` of ${exactTime(Date.parse(shadowTime))}` : ''}`,
    messageId && `message ${messageId}`,
  ].filter((part) => typeof part === 'string');
}

/** The same in few words, for a table that says the time already. */
export function briefEvidence({ source, shadowVersion }: Transition): string {
  const version = shadowVersion !== null && `shadow version ${shadowVersion}`;
  return [source && SOURCE_WORDS[source], version].filter(Boolean).join('; ');
}

/** `Connected for 3 hours, from … to …. Told live by AWS IoT; shadow version 37.`: everything that is known of a span. `isLast`: it goes on. */
export function spanSentence({ from, to, look, transition }: Span, isLast: boolean): string {
  const times = isLast ? `since ${exactTime(from)}` : `from ${exactTime(from)} to ${exactTime(to)}`;
  const begin = `${STATUS_WORDS[look]} for ${longDuration(to - from)}, ${times}.`;
  if (!transition) return `${begin} Nothing is known of this time.`;
  const why = reasonSentence(transition.reason)?.split('. ')[0]?.replace(/\.$/, '');
  return [begin, why && `${why}.`, `${evidence(transition).join('; ')}.`].filter(Boolean).join(' ');
}

/** A share (0–1) in percent, rounded down: what is not whole must not look so. */
export function percent(share: number): string {
  const digits = share < 1 && share >= 0.99 ? 2 : 1;
  const factor = 10 ** digits;
  return `${Math.floor(share * 100 * factor + 1e-9) / factor} %`;
}

/** A share of what is known (0–1) that would be told as 0 %. */
const LITTLE = 0.001;

/** `99.2 %`, and of how much of the period the status is known: `99.2 %, known for 85 % of it`. */
export function uptimeWords({ connected, known }: Uptime): string {
  if (connected === null) return 'not known';
  if (known < LITTLE) return 'too little known';
  return known >= 0.9995 ? percent(connected) : `${percent(connected)}, known for ${percent(known)} of it`;
}
