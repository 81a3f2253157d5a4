import type { CreateDeployment, RolloutSettings } from '@thingdock/api';
import type { OptionSpecs, Values } from '../command.ts';
import { usage } from '../failures.ts';

/** How a deployment goes about its devices: in which order, how long it waits, and when it begins. */
export const ROLLOUT = {
  phases: {
    kind: 'text',
    value: 'LIST',
    about: 'One part of the devices after the other: "10,25%,100%"; the last part is all the rest',
  },
  canary: { kind: 'list', value: 'NAME', about: 'A device that is among the first' },
  'phase-wait': { kind: 'number', value: 'SECONDS', about: 'Pause between two parts' },
  'stop-at': {
    kind: 'text',
    value: 'COUNT',
    about: 'Halt at so many failed devices, "5", or at a share of those that ended, "10%"; absent: at a part with any',
  },
  silence: {
    kind: 'number',
    value: 'SECONDS',
    about: 'So long a connected device may say nothing; 900 when absent',
  },
  expire: { kind: 'number', value: 'SECONDS', about: 'So long an offline device is waited for; a week when absent' },
  retries: {
    kind: 'text',
    choices: ['0', '1', '2', '3', '4', '5'],
    about: 'Further attempts where one can help; 1 when absent',
  },
  at: { kind: 'text', value: 'TIME', about: 'Begin at this local time: 2026-03-01T02:30' },
  'time-zone': {
    kind: 'text',
    value: 'ZONE',
    about: 'The time zone of --at, as in Asia/Tokyo; this machine’s when absent',
  },
} as const satisfies OptionSpecs;

type RolloutOptions = Values<typeof ROLLOUT>;

/** These options as the API takes them. Throws a usage failure for what cannot be read. */
export function readRollout(options: RolloutOptions): Pick<CreateDeployment, 'rollout' | 'limits' | 'schedule'> {
  const { silence, expire, retries, at } = options;
  const limits = {
    ...(silence === undefined ? {} : { silenceSeconds: silence }),
    ...(expire === undefined ? {} : { absenceSeconds: expire }),
    ...(retries === undefined ? {} : { retries: Number(retries) }),
  };
  const rollout = rolloutOf(options);
  if (at === undefined && options['time-zone'] !== undefined) throw usage('--time-zone needs --at.');
  const timeZone = options['time-zone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    ...(rollout ? { rollout } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(at === undefined ? {} : { schedule: { at, timeZone } }),
  };
}

function rolloutOf(options: RolloutOptions): RolloutSettings | undefined {
  const { phases, canary = [] } = options;
  const [wait, stop] = [options['phase-wait'], options['stop-at']];
  if (phases === undefined && canary.length === 0 && wait === undefined && stop === undefined) return undefined;
  if (phases === undefined && canary.length === 0) throw usage('Say the parts with --phases, or name a --canary.');
  // Canaries by themselves are a part of their own.
  const parts = phases === undefined ? [{ count: canary.length }, { percent: 100 }] : phases.split(',').map(phaseOf);
  return {
    phases: parts,
    ...(canary.length > 0 ? { canaries: [...canary] } : {}),
    ...(wait === undefined ? {} : { waitSeconds: wait }),
    ...(stop === undefined ? {} : { stopAt: thresholdOf(stop) }),
  };
}

function phaseOf(text: string): RolloutSettings['phases'][number] {
  const { number, percent } = amountOf(text, '--phases');
  return percent ? { percent: number } : { count: number };
}

function thresholdOf(text: string): NonNullable<RolloutSettings['stopAt']> {
  const { number, percent } = amountOf(text, '--stop-at');
  return percent ? { percent: number } : { failed: number };
}

function amountOf(text: string, option: string): { number: number; percent: boolean } {
  const [, digits, percent] = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text) ?? [];
  const number = Number(digits);
  if (!(number > 0) || (percent === '' && !Number.isInteger(number)))
    throw usage(`${option} takes counts and shares, such as "10" or "25%"; "${text}" is neither.`);
  return { number, percent: percent === '%' };
}

/** `NAME=VALUE` texts as environment variables. The value may hold further equals signs. */
export function readVariables(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw usage(`--set takes NAME=VALUE; "${text}" is not that.`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
