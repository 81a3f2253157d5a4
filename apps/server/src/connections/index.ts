export type { ConnectionRef, Connections, ProbeArrival, TopicKind, WebhookTarget } from './types.ts';
