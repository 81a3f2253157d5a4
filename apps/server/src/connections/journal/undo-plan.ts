import type { ObjectKind, ObjectRow } from '../tables.ts';

/**
 * Rules first, or they would go on publishing into nothing; the shadow after the rule that writes to it; topics last,
 * since they take their subscriptions along.
 */
const ORDER: readonly ObjectKind[] = ['rule', 'shadow', 'subscription', 'topic'];

/** What has to be removed from AWS, in order: everything that may be there and that this installation made. */
export function planRemoval(journal: readonly ObjectRow[]): ObjectRow[] {
  return journal
    .filter((object) => !object.existed_before && object.state !== 'removed')
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
