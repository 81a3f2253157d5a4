import { Fault, fieldFault, type LicencePage } from '@thingdock/api';
import { announce, type Bus } from '../events/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { type DeleteDeps, remove } from './delete.ts';
import { listPage } from './list.ts';
import { type RegisterDeps, register, requireEnough } from './register.ts';
import { type Portion, portionsOf, type SelectDeps } from './select.ts';
import * as store from './store.ts';

export type LicenceRoutes = Pick<
  Handlers,
  'licences.list' | 'licences.change' | 'licences.register' | 'licences.delete'
>;

export type LicenceRouteDeps = RegisterDeps & DeleteDeps & SelectDeps & { bus: Bus };

export function licenceRoutes(deps: LicenceRouteDeps): LicenceRoutes {
  const { database, bus } = deps;

  /** Works portion by portion, so that no request holds everything for long; each is done wholly or not at all. */
  async function each(portions: Iterable<Portion>, work: (portion: Portion, done: number) => Promise<string[]>) {
    const outcome = { changed: 0, unchanged: 0 };
    for (const portion of portions) {
      const changed = await work(portion, outcome.changed);
      outcome.changed += changed.length;
      outcome.unchanged += portion.names.length - changed.length;
      if (changed.length > 0) bus.emit('licence.changed', { connectionId: portion.connection.id, thingNames: changed });
    }
    return outcome;
  }

  return {
    'licences.list': ({ params, query }) => listPage(database.root, params.projectId, query),
    'licences.change': ({ params, body, user }) => change(deps, params.projectId, body, user.administrator),
    async 'licences.register'({ params, body, user }) {
      const portions = await portionsOf(deps, params.projectId, body);
      await requireEnough(deps, portions);
      return each(portions, (portion, done) => register(deps, { ...portion, by: user.name, done }));
    },
    async 'licences.delete'({ params, body, user }) {
      const portions = await portionsOf(deps, params.projectId, body);
      return each(portions, (portion) => remove(deps, { ...portion, by: user.name }));
    },
  };
}

type Change = { limit?: number | null; registerNew?: boolean };

/** Throws `administrator_required` for the limit, and `licence_limit_too_low`. */
async function change(
  { database }: Pick<LicenceRouteDeps, 'database'>,
  projectId: string,
  wanted: Change,
  administrator: boolean,
): Promise<LicencePage> {
  const { limit } = wanted;
  if (limit !== undefined && !administrator) throw new Fault('administrator_required');
  await database.transaction(async (tx) => {
    const { registered } = await store.lockPool(tx, projectId);
    if (typeof limit === 'number' && limit < registered)
      throw fieldFault('limit', 'licence_limit_too_low', { registered, limit });
    await store.changePool(tx, projectId, wanted);
    await announce(tx, { type: 'licence', projectId, keys: ['pool'] });
  });
  return listPage(database.root, projectId, {});
}
