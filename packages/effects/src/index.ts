export { type Clock, systemClock } from './clock.ts';
export { type Ids, randomIds } from './ids.ts';
