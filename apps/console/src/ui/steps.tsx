import type { Operation, Step } from '@thingdock/api';
import { StepShape } from './status-shape.tsx';
import classes from './steps.module.css';

const WORDS: Record<Step['state'], string> = {
  waiting: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  undone: 'Undone',
};

/** The steps of a long-running request, as they come. */
export function Steps({ operation }: { operation: Operation }) {
  const done = operation.steps.filter(({ state }) => state === 'done').length;
  return (
    <>
      <p className="sr-only" role="status">
        {done} of {operation.steps.length} steps done
      </p>
      <ol className={classes.steps}>
        {operation.steps.map(({ key, title, state, detail }) => (
          <li key={key} data-state={state}>
            <StepShape state={state} />
            <span className={classes.title}>{title}</span>
            <span className={classes.word}>{WORDS[state]}</span>
            {detail && <span className={classes.detail}>{detail}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
