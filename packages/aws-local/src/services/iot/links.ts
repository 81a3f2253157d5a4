import { type Realm, realmKey } from '../../broker/message.ts';
import type { Store } from '../../stand-in.ts';

/** Which goes with which, readable from both ends. Neither names nor ARNs contain a space. */
export type Links = {
  add(from: string, to: string): void;
  remove(from: string, to: string): void;
  has(from: string, to: string): boolean;
  /** Sorted. */
  to(from: string): string[];
  from(to: string): string[];
};

/** From a thing's name to the ARNs of its principals. */
export const thingPrincipals = (store: Store, realm: Realm) => links(store, 'iot.thingPrincipals', realm);

/** From a policy's name to the ARNs that it is attached to. */
export const policyTargets = (store: Store, realm: Realm) => links(store, 'iot.policyTargets', realm);

function links(store: Store, name: string, realm: Realm): Links {
  const forth = store.table<true>(name);
  const back = store.table<true>(`${name}.reverse`);
  const key = (near: string, far: string) => `${realmKey(realm)}/${near} ${far}`;
  const fars = (table: typeof forth, near: string) => {
    const prefix = key(near, '');
    return table.entries(prefix).map(([entry]) => entry.slice(prefix.length));
  };
  return {
    add(from, to) {
      forth.set(key(from, to), true);
      back.set(key(to, from), true);
    },
    remove(from, to) {
      forth.delete(key(from, to));
      back.delete(key(to, from));
    },
    has: (from, to) => forth.has(key(from, to)),
    to: (from) => fars(forth, from),
    from: (to) => fars(back, to),
  };
}
