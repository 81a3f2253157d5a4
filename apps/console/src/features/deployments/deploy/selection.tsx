import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { count } from '../../../words/count.ts';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';

const Names = lazy(() => import('./names.tsx').then(({ Names: it }) => ({ default: it })));

/** How many are chosen, and quick ways to choose: all that match, by pasted names, none. */
export function Selection({ deploy, matching }: { deploy: Deploy; matching: number | undefined }) {
  const { draft, select, selectAll } = deploy;
  const { all, names } = draft.chosen;
  const [pasting, setPasting] = useState(false);
  const number = all ? matching : names.size;
  return (
    <>
      <div className={classes.chosen}>
        <p role="status">
          {all ? 'All ' : ''}
          {number === undefined ? '…' : count(number, 'device')} {all ? 'that match, seen or not' : 'chosen'}
        </p>
        <span className={classes.choices}>
          {!all && matching !== undefined && matching > 0 && (
            <Button variant="default" size="compact-sm" onClick={() => selectAll(true)}>
              All {matching.toLocaleString('en-US')} that match
            </Button>
          )}
          <Button variant="default" size="compact-sm" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
            By names …
          </Button>
          {(all || names.size > 0) && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => selectAll(false)}>
              Clear
            </Button>
          )}
        </span>
      </div>
      <Suspense fallback={null}>
        {pasting && (
          <Names
            onAdd={(more) => {
              select(new Set([...names, ...more]));
              setPasting(false);
            }}
          />
        )}
      </Suspense>
    </>
  );
}
