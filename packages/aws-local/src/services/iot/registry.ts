import { type Realm, realmKey } from '../../broker/message.ts';
import type { Store } from '../../stand-in.ts';

/** What the control plane remembers. Keys are `ACCOUNT/REGION/NAME`; times are milliseconds since the epoch. */

export type Thing = {
  thingName: string;
  thingId: string;
  thingTypeName?: string;
  attributes: Record<string, string>;
  version: number;
};

export type ThingType = {
  thingTypeName: string;
  thingTypeId: string;
  description?: string;
  searchableAttributes: readonly string[];
  createdAt: number;
  deprecatedAt?: number;
};

export type CertificateStatus = 'ACTIVE' | 'INACTIVE' | 'REVOKED';

export type Certificate = {
  certificateId: string;
  certificatePem: string;
  status: CertificateStatus;
  /** `SNI_ONLY`: registered without its authority. */
  mode?: 'DEFAULT' | 'SNI_ONLY';
  generationId: string;
  createdAt: number;
  modifiedAt: number;
  notBefore: number;
  notAfter: number;
};

export type PolicyVersion = { versionId: string; policyDocument: string; createdAt: number };

export type Policy = {
  policyName: string;
  generationId: string;
  createdAt: number;
  modifiedAt: number;
  /** Oldest first; one of them is the default. */
  versions: readonly PolicyVersion[];
  defaultVersionId: string;
  /** Numbers are not used twice, also when their version is gone. */
  lastVersion: number;
};

export type Tags = Record<string, string>;

export function things(store: Store, realm: Realm) {
  return inRealm<Thing>(store, 'iot.things', realm);
}

export function thingTypes(store: Store, realm: Realm) {
  return inRealm<ThingType>(store, 'iot.thingTypes', realm);
}

export function policies(store: Store, realm: Realm) {
  return inRealm<Policy>(store, 'iot.policies', realm);
}

/** By ARN. */
export function tags(store: Store) {
  return store.table<Tags>('iot.tags');
}

/** A table's rows of one realm. */
export type RealmTable<T> = {
  get(name: string): T | undefined;
  set(name: string, value: T): void;
  delete(name: string): void;
  /** In the order of their names. */
  list(): T[];
};

function inRealm<T>(store: Store, name: string, realm: Realm): RealmTable<T> {
  const table = store.table<T>(name);
  const prefix = `${realmKey(realm)}/`;
  return {
    get: (key) => table.get(prefix + key),
    set: (key, value) => table.set(prefix + key, value),
    delete: (key) => void table.delete(prefix + key),
    list: () => table.entries(prefix).map(([, value]) => value),
  };
}

/** Certificates can also be found without knowing their realm, as the broker must. */
export function certificates(store: Store, realm: Realm): RealmTable<Certificate> {
  const rows = inRealm<Certificate>(store, 'iot.certificates', realm);
  const homes = store.table<Realm>('iot.certificateHomes');
  return {
    ...rows,
    set(id, certificate) {
      homes.set(id, { accountId: realm.accountId, region: realm.region });
      rows.set(id, certificate);
    },
    delete(id) {
      homes.delete(id);
      rows.delete(id);
    },
  };
}

/** Where a certificate is registered and whether it may be used, for the broker. */
export function registrationOf(store: Store) {
  const homes = store.table<Realm>('iot.certificateHomes');
  return (certificateId: string): { realm: Realm; active: boolean } | undefined => {
    const realm = homes.get(certificateId);
    const certificate = realm && certificates(store, realm).get(certificateId);
    return realm && certificate && { realm, active: certificate.status === 'ACTIVE' };
  };
}
