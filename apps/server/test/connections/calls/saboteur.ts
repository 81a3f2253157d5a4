import type { AwsLocal, CallFault } from '@thingdock/aws-local';
import { type Counters, createCounters } from '../../../src/platform/counters.ts';

/** What can become of a call to AWS. `repeated`: the answer is lost, and the SDK makes the call once more by itself. */
export const MISHAPS = ['denied', 'throttled', 'timed_out', 'dropped_before', 'dropped_after', 'repeated'] as const;
export type Mishap = (typeof MISHAPS)[number];

const FAULTS: Readonly<Record<Mishap, Omit<CallFault, 'operation'>>> = {
  denied: { kind: 'deny' },
  throttled: { kind: 'throttle' },
  timed_out: { kind: 'timeout' },
  dropped_before: { kind: 'disconnect', effect: 'before' },
  dropped_after: { kind: 'disconnect', effect: 'after' },
  repeated: { kind: 'disconnect', effect: 'after' },
};

/** Long enough for an answer that comes; one that does not is soon given up. */
export const patienceWith = (mishap: Mishap) => ({
  requestMs: mishap === 'timed_out' ? 700 : 10_000,
  attempts: mishap === 'repeated' ? 3 : 1,
});

/** Whether a call only reads. Whether one that reads is lost before or after it took effect makes no difference. */
const isRead = (action: string): boolean => /:(Get|List|Describe|Simulate)/.test(action);

/** The ways in which no answer to a call that reads may come. They take the same road in the server, so reads take turns. */
const UNANSWERED: readonly Mishap[] = ['throttled', 'timed_out', 'dropped_before'];

/** `index`: which of the calls it is. */
export const isWorthTrying = (mishap: Mishap, action: string, index: number): boolean =>
  !isRead(action) || mishap === 'denied' || UNANSWERED[index % UNANSWERED.length] === mishap;

export type Saboteur = {
  /** For the connector, which tells it of every call before it goes out. */
  counters: Counters;
  /** Begins to count calls. The one at `index` comes to grief; without a trial all go well. */
  watch(trial?: { mishap: Mishap; index: number }): void;
  /** What is called from now on is not counted, nor does it come to grief. */
  rest(): void;
  /** Ends it. Returns the actions of the calls since, in order. */
  stop(): string[];
};

/** Breaks one call out of many: at the moment before it goes out, the stand-in is told to fail the next one of its kind. */
export function createSaboteur(aws: AwsLocal): Saboteur {
  const counters = createCounters();
  let calls: string[] | undefined;
  let target: { mishap: Mishap; index: number } | undefined;

  let resting = false;

  function noteCall(action: string): void {
    if (resting) return;
    if (calls?.length === target?.index && target)
      aws.faults.failCalls({ ...FAULTS[target.mishap], operation: action });
    calls?.push(action);
  }

  return {
    counters: {
      ...counters,
      add(name, by) {
        counters.add(name, by);
        if (name.startsWith('aws.calls.')) noteCall(name.slice('aws.calls.'.length));
      },
    },
    watch(trial) {
      calls = [];
      resting = false;
      target = trial;
    },
    rest() {
      resting = true;
    },
    stop() {
      const seen = calls ?? [];
      calls = undefined;
      aws.faults.clear();
      return seen;
    },
  };
}
