import type { Health } from '@thingdock/api';
import type { StoredConnection } from '../store.ts';

/** A connection's health as the API shows it. */
export const describeHealth = (row: StoredConnection): Health => ({
  state: row.health,
  since: row.health_since?.toISOString() ?? null,
  checkedAt: row.health_checked_at?.toISOString() ?? null,
  findings: row.findings,
  probeLatencyMs: row.probe_latency_ms,
});
