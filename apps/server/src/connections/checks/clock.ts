import { Fault } from '@thingdock/api';
import { type CheckStep, failed, waitsFor } from './check.ts';

/** From here on messages of AWS are refused: those of SNS as not of now, control frames even earlier. */
const WRONG_MS = 300_000;
/** Nothing is lost by that yet, but a clock that is followed by nobody goes on drifting. */
const DOUBTFUL_MS = 30_000;

const FIX = 'Let the clock of this server follow a time server, for example with `timedatectl set-ntp true`.';

/** A server whose clock is wrong takes genuine messages for replays, so that nothing ever changes. */
export const checkClock: CheckStep = {
  key: 'clock',
  title: 'The clock of this server goes with AWS’s',
  async run({ aws }) {
    const ahead = aws.clockAheadMs();
    if (ahead === undefined) return waitsFor('an answer of AWS');
    const size = Math.abs(ahead);
    if (size < DOUBTFUL_MS)
      return { state: 'passed', found: `It differs by less than ${DOUBTFUL_MS / 1_000} seconds.` };
    const difference = `${inWords(size)} ${ahead > 0 ? 'ahead of' : 'behind'}`;
    if (size >= WRONG_MS) return failed(new Fault('clock_wrong', { details: { difference } }), { fix: FIX });
    return { state: 'warned', found: `This server’s clock is ${difference} AWS’s.`, fix: FIX };
  },
};

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
