import type { FlowIdentity } from '@thingdock/device-protocol';

/** A version of a flow or a file, by what it is called and by what the wire knows of it. */
export type VersionRef = { id: string; name: string; version: number; versionId: string };

/** What one device is to get. */
export type Wanted =
  | { what: 'flow'; flow: VersionRef }
  | { what: 'no-flow' }
  | { what: 'enable'; enable: boolean }
  /** The values travel sealed. */
  | { what: 'variables'; sealed: string }
  | { what: 'file'; file: VersionRef }
  | { what: 'no-file'; file: Pick<VersionRef, 'id' | 'name'> };

/** What a device had before an order, with the update that brought it: putting it back makes the device do nothing again. */
export type Had =
  | { what: 'flow'; flow: VersionRef; update: FlowIdentity }
  | { what: 'file'; file: VersionRef; updateId: string; ts: number }
  | Exclude<Wanted, { what: 'flow' } | { what: 'file' }>;
