export { type ConnectionsDeps, createConnections } from './connections.ts';
export type { Timing } from './timing.ts';
export type { ConnectionRef, Connections, ProbeArrival, TopicKind, WebhookTarget } from './types.ts';
export { WEBHOOK_PATH } from './webhooks/webhook.ts';
