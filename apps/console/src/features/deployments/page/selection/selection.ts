import type { DEPLOYMENT_COMMANDS, Target } from '@thingdock/api';
import { tally } from '../phases.ts';

/** Commands that can be given for some of the devices, in the order in which they are offered. */
export const COMMANDS_FOR_SOME = [
  'retry-failed',
  'rollback',
  'cancel',
] as const satisfies readonly (typeof DEPLOYMENT_COMMANDS)[number][];
export type CommandForSome = (typeof COMMANDS_FOR_SOME)[number];

/** The targets that are chosen, by device, as they were last seen. */
export type Chosen = ReadonlyMap<string, Target>;

/** Whether a command can do something about a target. What was told something newer is left to the newer one. */
export function fits(command: CommandForSome, { state, attempt }: Pick<Target, 'state' | 'attempt'>): boolean {
  const { open, failed } = tally({ counts: { [state]: 1 } });
  if (command === 'cancel') return open > 0;
  if (command === 'retry-failed') return failed > 0;
  return attempt > 0 && state !== 'cancelled' && state !== 'overridden';
}

/** Whether anything can be done about a target. */
export const isChoosable = (target: Target): boolean => COMMANDS_FOR_SOME.some((command) => fits(command, target));

/** What is chosen, as it is by now where it is loaded, without targets about which nothing is left to do. */
export function refreshed(chosen: Chosen, loaded: readonly Target[]): Chosen {
  const news = new Map(loaded.map((target) => [target.device, target]));
  const now = [...chosen.values()].map((target) => news.get(target.device) ?? target);
  return byDevice(now.filter(isChoosable));
}

export const byDevice = (targets: readonly Target[]): Chosen =>
  new Map(targets.map((target) => [target.device, target]));

/** With this target changed. */
export function toggled(chosen: Chosen, target: Target): Chosen {
  const next = new Map(chosen);
  if (!next.delete(target.device)) next.set(target.device, target);
  return next;
}

/** The chosen devices about which a command can do something. */
export const devicesFor = (command: CommandForSome, chosen: Chosen): string[] =>
  [...chosen.values()].filter((target) => fits(command, target)).map(({ device }) => device);
