export { type Clock, systemClock } from './clock.ts';
export { FolderInUse, type FolderLock, lockFolder } from './folder-lock.ts';
export { type Ids, randomIds } from './ids.ts';
