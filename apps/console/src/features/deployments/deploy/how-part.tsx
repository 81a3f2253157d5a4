import { lazy, Suspense, useState } from 'react';
import { Choice } from '../../../ui/choice.tsx';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';
import { WhenFields } from './when-fields.tsx';

// Asked for when somebody opens them: most deployments go to all at once, with the usual limits.
const PhaseFields = lazy(() => import('./phase-fields.tsx').then(({ PhaseFields: it }) => ({ default: it })));
const LimitFields = lazy(() => import('./limit-fields.tsx').then(({ LimitFields: it }) => ({ default: it })));

/** How it goes out: to all at once or in phases, now or at a time, and what is waited for. */
export function HowPart({ deploy }: { deploy: Deploy }) {
  const { draft, setHow } = deploy;
  const { phased } = draft.how;
  const [limits, setLimits] = useState(false);
  return (
    <section className={classes.part} aria-labelledby="deploy-how">
      <h2 id="deploy-how">How</h2>
      <Choice
        label="At once or in phases"
        options={[
          ['once', 'At once'],
          ['phases', 'In phases'],
        ]}
        value={phased ? 'phases' : 'once'}
        onChange={(value) => setHow({ phased: value === 'phases' })}
      />
      <Suspense fallback={null}>{phased && <PhaseFields deploy={deploy} />}</Suspense>
      <WhenFields deploy={deploy} />
      <details className={classes.limits} onToggle={(event) => setLimits(event.currentTarget.open)}>
        <summary>Limits</summary>
        <Suspense fallback={null}>{limits && <LimitFields deploy={deploy} />}</Suspense>
      </details>
    </section>
  );
}
