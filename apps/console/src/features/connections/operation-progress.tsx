import type { Operation } from '@thingdock/api';
import type { ReactNode } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { Steps } from '../../ui/steps.tsx';
import classes from './operation-progress.module.css';

type Props = {
  operation: Operation;
  titles: Record<Operation['state'], string>;
  /** While it goes on. */
  lead: string;
  /** After the reason of a failure: what it left behind. */
  afterFailure: string;
  /** How it ended well. */
  children?: ReactNode;
};

/** A long-running request as it goes on, step by step, and how it ended. */
export function OperationProgress({ operation, titles, lead, afterFailure, children }: Props) {
  const { state, error } = operation;
  return (
    <section className={classes.progress} aria-labelledby="progress-title">
      <h2 id="progress-title">{titles[state]}</h2>
      <p className="sr-only" role="status">
        {titles[state]}
      </p>
      {state === 'running' && <p className={classes.lead}>{lead}</p>}
      {waitsForRole(operation) && (
        <Notice tone="plain" title="Waiting for the role">
          AWS takes a moment, two minutes at most, until AWS IoT can use a role that is new or was changed.
        </Notice>
      )}
      {state === 'succeeded' && children}
      {state === 'failed' && error && (
        <Notice tone="bad">
          {error.detail} {afterFailure}
        </Notice>
      )}
      <div className={classes.steps}>
        <Steps operation={operation} />
      </div>
    </section>
  );
}

/** A rule says something while it is written only when the role is not ready. */
const waitsForRole = ({ state, steps }: Operation): boolean =>
  state === 'running' &&
  steps.some((step) => step.state === 'running' && step.key.startsWith('rule:') && step.detail !== null);
