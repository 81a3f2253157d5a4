import type { Deployment, Rollout } from '@thingdock/api';
import { Section } from '../../../ui/page.tsx';
import { Shape, type ShapeName, type Tone } from '../../../ui/shape.tsx';
import { Ago } from '../../../ui/time.tsx';
import { count } from '../../../words/count.ts';
import classes from './page.module.css';
import { PHASE_WORDS, type PhaseState, phaseLines, rolloutSentence, thresholdLines } from './phases.ts';

const SHAPES: Record<PhaseState, [ShapeName, Tone]> = {
  done: ['tick', 'ok'],
  running: ['half', 'busy'],
  held: ['barred', 'warn'],
  waiting: ['ring', 'idle'],
  never: ['barred', 'idle'],
};

type Props = {
  deployment: Deployment;
  rollout: Rollout;
  chosen: number | undefined;
  onChoose: (phase: number | undefined) => void;
};

/** The phases in a row, what the rollout does now, and when it halts by itself. */
export function RolloutPanel({ deployment, rollout, chosen, onChoose }: Props) {
  const { nextPhaseAt, state, waitSeconds } = rollout;
  return (
    <Section title="Phases">
      <p role="status" className={classes.sentence} data-state={state}>
        {rolloutSentence(rollout)}
        {nextPhaseAt && (
          <>
            {' '}
            The next begins <Ago at={nextPhaseAt} />.
          </>
        )}
      </p>
      <ol className={classes.phases}>
        {phaseLines(rollout).map(({ number, size, state: phaseState }) => {
          const [shape, tone] = SHAPES[phaseState];
          return (
            <li key={number} style={{ flexGrow: Math.sqrt(size) }}>
              <button
                type="button"
                className={classes.phase}
                data-phase={phaseState}
                aria-pressed={chosen === number}
                title="Show its devices"
                onClick={() => onChoose(chosen === number ? undefined : number)}
              >
                <strong>Phase {number}</strong> <span>{count(size, 'device')}</span>{' '}
                <span className={classes.phaseState}>
                  <Shape name={shape} tone={tone} /> {PHASE_WORDS[phaseState]}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <ul className={classes.limits}>
        {thresholdLines(rollout, deployment.counts).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {waitSeconds !== undefined && waitSeconds > 0 && <li>Waits {pauseWords(waitSeconds)} between two phases.</li>}
      </ul>
    </Section>
  );
}

function pauseWords(seconds: number): string {
  if (seconds % 86_400 === 0) return count(seconds / 86_400, 'day');
  if (seconds % 3_600 === 0) return count(seconds / 3_600, 'hour');
  if (seconds % 60 === 0) return count(seconds / 60, 'minute');
  return count(seconds, 'second');
}
