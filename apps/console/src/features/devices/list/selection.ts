import type { Device, DeviceFilter, DeviceSelection } from '@thingdock/api';

type Named = Pick<Device, 'connectionId' | 'name'>;

/** A device within its project, as one word. Ids and thing names hold neither slash nor comma. */
export type DeviceKey = `${string}/${string}`;
export const keyOf = ({ connectionId, name }: Named): DeviceKey => `${connectionId}/${name}`;
export function namedBy(key: DeviceKey): Named {
  const slash = key.indexOf('/');
  return { connectionId: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Single devices, or all that the filter lets through, loaded or not. */
export type Selection = { all: true } | { all: false; keys: ReadonlySet<DeviceKey> };
export const NOTHING: Selection = { all: false, keys: new Set() };

const ALL = '*';
/** Servers and proxies refuse longer addresses (Node's limit for all headers is 16 kB). */
const LONGEST = 4_000;

/** Reads the word of an address; a name alone is a device of `home`. */
export function readSelection(word: string | undefined, home: string | undefined): Selection {
  if (word === undefined) return NOTHING;
  if (word === ALL) return { all: true };
  const keys = word.split(',').flatMap((part): DeviceKey[] => {
    if (part.includes('/')) return [part as DeviceKey];
    return home === undefined || part === '' ? [] : [`${home}/${part}`];
  });
  return { all: false, keys: new Set(keys) };
}

/** The word for a selection; `undefined` for an empty one, and for one that is too long to be carried. */
export function writeSelection(selection: Selection, home: string | undefined): string | undefined {
  if (selection.all) return ALL;
  const parts = [...selection.keys].map((key) => {
    const { connectionId, name } = namedBy(key);
    return connectionId === home ? name : key;
  });
  const word = parts.join(',');
  return word === '' || word.length > LONGEST ? undefined : word;
}

/** With this device changed; who takes one out of all means the others that are loaded. */
export function toggled(selection: Selection, key: DeviceKey, loaded: readonly Named[]): Selection {
  const keys = new Set(selection.all ? loaded.map(keyOf) : selection.keys);
  if (!keys.delete(key)) keys.add(key);
  return { all: false, keys };
}

export const isSelected = (selection: Selection, key: DeviceKey): boolean => selection.all || selection.keys.has(key);

/** The selection as the API takes it. */
export function toDeviceSelection(selection: Selection, filter: DeviceFilter): DeviceSelection {
  return selection.all ? { filter } : { devices: [...selection.keys].map(namedBy) };
}
