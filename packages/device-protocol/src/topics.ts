import { isThingName, type ThingName } from './thing-name.ts';

/** The operations of the classic shadow and where each is published or answered. */
export const SHADOW_TOPICS = {
  update: 'update',
  updateAccepted: 'update/accepted',
  updateRejected: 'update/rejected',
  updateDelta: 'update/delta',
  get: 'get',
  getAccepted: 'get/accepted',
  getRejected: 'get/rejected',
  deleteAccepted: 'delete/accepted',
  deleteRejected: 'delete/rejected',
} as const;
export type ShadowTopic = keyof typeof SHADOW_TOPICS;

/** Topics of the control channel and of the last will; under `enebular/things/THING/`. */
const DEVICE_TOPICS = {
  /** Where the broker publishes the last will; a rule republishes it into the shadow. */
  will: 'shadow/update',
  fromDevice: 'msg/from_device',
  toDevice: 'msg/to_device',
  command: 'msg/command',
} as const;
export type DeviceTopic = keyof typeof DEVICE_TOPICS;

/** A topic taken apart. */
export type DeviceAddress =
  | { channel: 'shadow'; topic: ShadowTopic; thing: ThingName }
  | { channel: 'device'; topic: DeviceTopic; thing: ThingName };

/** `$aws/things/THING/shadow/…` */
export function shadowTopic(thing: ThingName, topic: ShadowTopic): string {
  return `$aws/things/${thing}/shadow/${SHADOW_TOPICS[topic]}`;
}

/** `enebular/things/THING/…` */
export function deviceTopic(thing: ThingName, topic: DeviceTopic): string {
  return `enebular/things/${thing}/${DEVICE_TOPICS[topic]}`;
}

export const willTopic = (thing: ThingName): string => deviceTopic(thing, 'will');
export const fromDeviceTopic = (thing: ThingName): string => deviceTopic(thing, 'fromDevice');
export const toDeviceTopic = (thing: ThingName): string => deviceTopic(thing, 'toDevice');
export const commandTopic = (thing: ThingName): string => deviceTopic(thing, 'command');

/** Takes a topic apart; undefined for every topic that is not one of this protocol. */
export function parseTopic(topic: string): DeviceAddress | undefined {
  const [root, things, thing, ...rest] = topic.split('/');
  if (things !== 'things' || !isThingName(thing)) return undefined;
  if (root === '$aws' && rest[0] === 'shadow') {
    const name = keyOf(SHADOW_TOPICS, rest.slice(1).join('/'));
    return name && { channel: 'shadow', topic: name, thing };
  }
  if (root === 'enebular') {
    const name = keyOf(DEVICE_TOPICS, rest.join('/'));
    return name && { channel: 'device', topic: name, thing };
  }
  return undefined;
}

function keyOf<T extends Record<string, string>>(table: T, value: string): keyof T | undefined {
  return Object.keys(table).find((key) => table[key] === value);
}
