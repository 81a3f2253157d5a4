import type { FlowDeps } from './add-version.ts';
import { checkFlow } from './check-flow.ts';
import { separate, settleCredentials, withoutCredentials } from './credentials.ts';
import { openContent, sealVersion } from './seal.ts';
import * as store from './store.ts';

const BATCH = 50;

/**
 * Takes credentials out of versions that were made before they were kept apart. What devices download stays the same.
 * Harmless to repeat, and to run in several processes at once.
 */
export async function separateOlder({ database, envelope }: Pick<FlowDeps, 'database' | 'envelope'>): Promise<void> {
  for (;;) {
    const versions = await store.listWhole(database.root, BATCH);
    if (versions.length === 0) return;
    for (const version of versions) {
      const content = openContent(envelope, version);
      const all = checkFlow(content);
      const { nodes, credentials } = separate(all);
      const kept = {
        content: nodes === all ? content : withoutCredentials(nodes),
        credentials: settleCredentials(nodes, credentials),
      };
      await store.saveSeparated(database.root, { id: version.id, ...sealVersion(envelope, version.id, kept) });
    }
  }
}
