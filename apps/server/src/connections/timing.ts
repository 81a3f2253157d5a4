/** How long the parts of setting a connection up may take. Milliseconds. */
export type Timing = {
  /** Until a refusal is asked for once more before it is believed, since AWS spreads changes of IAM slowly. */
  checkAgainMs: number;
  /** For both subscriptions to be confirmed. */
  confirmMs: number;
  /** Without a confirmation message after this, the subscription is made anew under another path. */
  resubscribeMs: number;
  /** For a fresh role to become known to AWS IoT. */
  roleMs: number;
  /** For the test messages to come back; they are sent again every `probeAgainMs`. */
  probeMs: number;
  probeAgainMs: number;
  /** Without a sign of life for this long, other server processes undo an attempt. */
  leaseMs: number;
  /** After this, what cannot be removed from AWS is left there and named. */
  undoMs: number;
};

export const TIMING: Timing = {
  checkAgainMs: 3_000,
  confirmMs: 90_000,
  resubscribeMs: 30_000,
  roleMs: 120_000,
  probeMs: 30_000,
  probeAgainMs: 5_000,
  leaseMs: 45_000,
  undoMs: 3_600_000,
};
