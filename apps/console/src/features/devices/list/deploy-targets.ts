import type { Connection, DeviceFilter } from '@thingdock/api';
import type { DeploySearch } from '../../../app/search.ts';
import { namedBy, type Selection } from './selection.ts';

/** Devices of one connection, as the deploy sheet takes them. `carried`: names that no address could carry. */
export type DeployTarget = {
  connectionId: string;
  /** `undefined` where all that match are meant, and only the server knows how many that are. */
  number: number | undefined;
  search: DeploySearch;
  carried: string[] | undefined;
};

/** Servers and proxies refuse longer addresses. */
const LONGEST = 4_000;

/** A deployment is of one connection: what is selected, connection by connection. */
export function deployTargets(
  selection: Selection,
  { connectionId: only, ...filter }: DeviceFilter,
  connections: readonly Connection[],
): DeployTarget[] {
  if (selection.all) {
    const ids = only === undefined ? connections.map(({ id }) => id) : [only];
    return ids.map((connectionId) => ({
      connectionId,
      number: undefined,
      search: { connection: connectionId, selected: '*', filter },
      carried: undefined,
    }));
  }
  const names = Map.groupBy([...selection.keys].map(namedBy), ({ connectionId }) => connectionId);
  return [...names].map(([connectionId, devices]) => {
    const list = devices.map(({ name }) => name);
    const selected = list.join(',');
    const fits = selected.length <= LONGEST;
    return {
      connectionId,
      number: list.length,
      search: { connection: connectionId, ...(fits && { selected }) },
      carried: fits ? undefined : list,
    };
  });
}
