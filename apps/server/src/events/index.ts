export { type Bus, createBus, type DomainEvents } from './bus.ts';
export { type Feed, startFeed } from './feed.ts';
export { createEvents, type Events } from './outbox/events.ts';
export type { EventType, NewEvent } from './outbox/kinds.ts';
export { record } from './outbox/store.ts';
export { registerFeed } from './routes.ts';
export { announce } from './store.ts';
