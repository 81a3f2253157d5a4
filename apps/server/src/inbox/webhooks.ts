import type { Clock } from '@thingdock/effects';
import type { WebhookTarget } from '../connections/index.ts';

/** So long a connection that is no longer active may still be taken for one; its messages then find no devices. */
const BELIEVED_MS = 1_000;
const MAX_ENTRIES = 1_000;

type Find = (secret: string) => Promise<WebhookTarget | undefined>;
type Entry = { until: number; found: Promise<WebhookTarget | undefined> };

/**
 * Finds whose path secret one is, asking once a second however many messages come. Only active connections are remembered:
 * while one is being set up or deleted each message has to meet its newest state.
 */
export function rememberWebhooks(find: Find, clock: Pick<Clock, 'now'>): Find {
  const entries = new Map<string, Entry>();

  return (secret) => {
    const now = clock.now();
    const known = entries.get(secret);
    if (known && now < known.until) return known.found;
    const found = find(secret);
    const entry: Entry = { until: now + BELIEVED_MS, found };
    if (entries.size >= MAX_ENTRIES) entries.clear();
    entries.set(secret, entry);
    const forget = () => entries.get(secret) === entry && entries.delete(secret);
    found.then((target) => target?.state === 'active' || forget(), forget);
    return found;
  };
}
