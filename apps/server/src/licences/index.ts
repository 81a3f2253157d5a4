import type { ConnectionRef } from '../connections/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { end, release } from './delete.ts';
import { type LicenceRouteDeps, type LicenceRoutes, licenceRoutes } from './routes.ts';
import * as store from './store.ts';

export { registerNew } from './register.ts';

export type Licences = {
  routes: LicenceRoutes;
  /** Of devices, by thing name: the id of the licence that covers each now. Those without one are left out. */
  current(executor: Executor, wireId: string, names: readonly string[]): Promise<Map<string, string>>;
  /** Whether a device of a connection, in whatever state that is, has a licence. */
  covers(executor: Executor, connectionId: string, name: string): Promise<boolean>;
  /** Licences that keep a connection from being deleted: how many, and the first ten devices. */
  dependents(executor: Executor, connectionId: string): Promise<{ count: number; names: readonly string[] }>;
  /** Ends the licence of a device that is forgotten, in the transaction that forgets it and holds it. */
  endOf(tx: Executor, connection: Pick<ConnectionRef, 'id' | 'projectId'>, name: string, by: string): Promise<void>;
  /** Ends all licences of a connection, in the transaction that deletes it. */
  release(tx: Executor, connection: Pick<ConnectionRef, 'id' | 'projectId'>, by: string): Promise<void>;
};

const NAMED = 10;

/** Who of the devices is managed: gets a token, and shows its status, its logs and its files. */
export function createLicences(deps: LicenceRouteDeps): Licences {
  return {
    routes: licenceRoutes(deps),
    current: store.findRegistered,
    covers: store.isRegistered,
    async dependents(executor, connectionId) {
      const count = await store.countOfConnection(executor, connectionId);
      return { count, names: count === 0 ? [] : await store.listNames(executor, connectionId, NAMED) };
    },
    async endOf(tx, connection, name, by) {
      await end(tx, connection, [name], { at: new Date(deps.clock.now()), by });
    },
    release: (tx, connection, by) => release(tx, connection, { at: new Date(deps.clock.now()), by }),
  };
}
