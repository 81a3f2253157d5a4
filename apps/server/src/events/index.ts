export { type Bus, createBus, type DomainEvents } from './bus.ts';
export { type Feed, startFeed } from './feed.ts';
export { registerFeed } from './routes.ts';
export { announce } from './store.ts';
