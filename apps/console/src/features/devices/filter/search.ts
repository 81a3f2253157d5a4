import { DEVICE_SORTS, type DeviceFilter } from '@thingdock/api';

export type SortKey = (typeof DEVICE_SORTS)[number];
/** A column, or a column backwards. */
export type Sort = SortKey | `-${SortKey}`;

type Words = Omit<DeviceFilter, 'connectionId'>;

/** What the list of devices carries in its address: its filter by the names of the API, its order, its selection. */
export type DevicesSearch = { [Key in keyof Words]?: Words[Key] | undefined } & {
  connection?: string | undefined;
  sort?: Sort | undefined;
  /** Devices joined by commas, or `*` for all that match. */
  selected?: string | undefined;
};

const TEXTS = [
  'connection',
  'name',
  'status',
  'reason',
  'tags',
  'flowId',
  'flowState',
  'deployState',
  'agentVersion',
] as const satisfies readonly (keyof DevicesSearch)[];

type Raw = Record<string, unknown>;

/** Words that look like numbers arrive as such. */
const text = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;

export function readSearch(raw: Raw): DevicesSearch {
  const words = TEXTS.map((key) => [key, text(raw[key])] as const).filter(([, word]) => word !== undefined);
  const licensed = raw.licensed === 'yes' || raw.licensed === 'no' ? raw.licensed : undefined;
  const sorts = DEVICE_SORTS.flatMap((key): Sort[] => [key, `-${key}`]);
  return {
    ...Object.fromEntries(words),
    ...(licensed && { licensed }),
    sort: sorts.find((it) => it === raw.sort),
    selected: text(raw.selected),
  };
}

/** The filter alone, without what is not set. */
export function filterOf({ sort: _sort, selected: _selected, connection, ...words }: DevicesSearch): DeviceFilter {
  const filter = { connectionId: connection, ...words };
  return Object.fromEntries(Object.entries(filter).filter(([, word]) => word !== undefined)) as DeviceFilter;
}

/** What the address says of a filter alone: every other condition is taken away. */
export const searchOf = ({ connectionId, ...words }: DeviceFilter): DevicesSearch => ({
  ...NO_FILTER,
  ...words,
  connection: connectionId,
});

/** Whether two filters let the same devices through, as far as their words say. */
export function isSameFilter(one: DeviceFilter, other: DeviceFilter): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof DeviceFilter)[]);
  return [...keys].every((key) => one[key] === other[key]);
}

/** The same address without any filter. */
export const NO_FILTER: DevicesSearch = Object.fromEntries(
  [...TEXTS, 'licensed'].map((key) => [key, undefined]),
) as DevicesSearch;

/** The member of the address that holds a condition. */
export const searchKey = (key: keyof DeviceFilter): keyof DevicesSearch =>
  key === 'connectionId' ? 'connection' : key;

/** Several values in one word. */
export const readList = (word: string | undefined): string[] => word?.split(',').filter(Boolean) ?? [];
export const writeList = (words: readonly string[]): string | undefined => words.join(',') || undefined;

/** How the API is asked for an order: by name, upwards, unless said otherwise. */
export function orderOf(sort: Sort = 'name'): { sort: SortKey; order: 'asc' | 'desc' } {
  return { sort: sort.replace('-', '') as SortKey, order: sort.startsWith('-') ? 'desc' : 'asc' };
}
