/** A subscription of ours as the database knows it. `origin`: of the address that AWS was given. */
export type Known = {
  topicArn: string;
  webhookId: string;
  arn: string | null;
  origin: string;
  confirmed: boolean;
  /** Milliseconds. */
  askedAt: number;
};

/** A request for a subscription that got no confirmation for this long is made again. */
const PATIENCE_MS = 600_000;

/**
 * What to do about one topic so that messages come to `origin`. Those to other addresses end only once the one to `origin`
 * is confirmed; until then AWS may know no better way to us.
 */
export function planTopic(
  topicArn: string,
  known: readonly Known[],
  origin: string,
  now: number,
): { subscribe: boolean; unsubscribe: (Known & { arn: string })[] } {
  const mine = known.filter((it) => it.topicArn === topicArn);
  const here = mine.filter((it) => it.origin === origin);
  const confirmed = here.some((it) => it.confirmed);
  const underWay = here.some((it) => now - it.askedAt < PATIENCE_MS);
  const elsewhere = mine.filter((it) => it.origin !== origin);
  const ended = elsewhere.filter((it): it is Known & { arn: string } => it.confirmed && it.arn !== null);
  // Where nothing is known at all somebody ended it behind our back: that is for health to find and for repair to mend.
  return { subscribe: elsewhere.length > 0 && !confirmed && !underWay, unsubscribe: confirmed ? ended : [] };
}
