import Type from 'typebox';
import { Id, Words } from './common.ts';

/** What can change under an open page. The live feed only says that it did; whoever shows it asks again. */
export const FEED_TYPES = [
  'connection',
  'operation',
  'device',
  'filter',
  'licence',
  'log',
  'event',
  'flow',
  'file',
  'deployment',
  'project',
] as const;
export type FeedType = (typeof FEED_TYPES)[number];

/** One invalidation. `keys` name what changed: a connection's, operation's, saved filter's, flow's, file's or deployment's id, `CONNECTION/DEVICE` for a device and its log, `CONNECTION/*` for all of a connection, the types of events. */
export const FeedChange = Type.Object({ type: Words(FEED_TYPES), projectId: Id, keys: Type.Array(Type.String()) });
export type FeedChange = Type.Static<typeof FeedChange>;

/**
 * A message of the stream: `ready` once at its start, `changes` with what changed since the last message, `refetch`
 * after any gap, when everything shown may be stale.
 */
export type FeedMessage =
  | { event: 'ready' }
  | { event: 'refetch' }
  | { event: 'changes'; changes: readonly FeedChange[] };
