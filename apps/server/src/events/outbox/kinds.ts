import type { StatusReason } from '@thingdock/api';

/**
 * What may happen in a project, and what is noted of it. A closed list: whoever records something new adds it here, with the
 * sentence that tells of it.
 */
export type EventData = {
  'device.connected': Record<string, never>;
  'device.disconnected': { reason: StatusReason | null };
  'device.flapping': { changes: number; minutes: number };
  'device.steady': { minutes: number };
  'device.gone': Record<string, never>;
  'device.returned': Record<string, never>;
  'device.forgotten': Record<string, never>;
  'device.shared_client_id': { takeovers?: number; addresses?: readonly string[] };
  'licence.registered': { by?: string };
  'licence.deleted': { by?: string };
  'deployment.finished': { deploymentId: string; summary: string; what?: string };
  'rollout.paused': { deploymentId: string; why?: string };
  'rollout.halted': { deploymentId: string; why?: string };
};

export type EventType = keyof EventData;

/** Something that happened. `at` in milliseconds: when it did, not when it is noted. */
export type NewEvent = {
  [T in EventType]: {
    type: T;
    projectId: string;
    connectionId: string | null;
    device: string | null;
    at: number;
    data: EventData[T];
  };
}[EventType];

type Told<T extends EventType> = { device: string | null; data: EventData[T] };

const LOST: Readonly<Partial<Record<StatusReason, string>>> = {
  clean_disconnect: ': it said goodbye',
  connection_lost: ': its connection was lost',
};

const SENTENCES: { [T in EventType]: (told: Told<T>) => string } = {
  'device.connected': ({ device }) => `${device} connected.`,
  'device.disconnected': ({ device, data: { reason } }) =>
    `${device} is disconnected${(reason && LOST[reason]) ?? ''}.`,
  'device.flapping': ({ device, data: { changes, minutes } }) =>
    `${device} connects and disconnects again and again: ${changes} changes in ${minutes} minutes.`,
  'device.steady': ({ device }) => `${device} has stopped connecting and disconnecting again and again.`,
  'device.gone': ({ device }) => `${device} is gone: AWS has no such thing any more.`,
  'device.returned': ({ device }) => `${device} is back: AWS has a thing of that name again.`,
  'device.forgotten': ({ device }) => `${device} was forgotten, with its timeline and its logs.`,
  'device.shared_client_id': ({ device, data: { addresses = [] } }) =>
    `Two devices connect as ${device} and push each other out${addresses.length > 0 ? ` (${addresses.join(', ')})` : ''}.`,
  'licence.registered': ({ device }) => `A licence was registered for ${device}.`,
  'licence.deleted': ({ device }) => `The licence of ${device} was deleted.`,
  'deployment.finished': ({ data: { summary, what } }) => `${what ?? 'A deployment'} has ended: ${summary}.`,
  'rollout.paused': ({ data: { why } }) => `A rollout was paused${why ? `: ${why}` : '.'}`,
  'rollout.halted': ({ data: { why } }) => `A rollout was halted${why ? `: ${why}` : '.'}`,
};

/** The sentence that tells of an event. One of a type that this version does not know is told by its type. */
export function tell(type: string, device: string | null, data: Readonly<Record<string, unknown>>): string {
  if (!Object.hasOwn(SENTENCES, type)) return [device, type].filter(Boolean).join(': ');
  const sentence = SENTENCES[type as EventType] as (told: { device: string | null; data: unknown }) => string;
  return sentence({ device, data });
}

export const EVENT_TYPES = Object.keys(SENTENCES) as EventType[];
