import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './notice.tsx';
import classes from './query-view.module.css';

type Props<T> = {
  query: UseQueryResult<T>;
  /** What failed, when it did: "The devices could not be loaded". */
  what: string;
  /** What the page looks like while nothing is known; rows of a table unless given. */
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
};

/** Shows what a query knows. With old data and a failure, both: the part that failed says so, the rest stays usable. */
export function QueryView<T>({ query, what, skeleton, children }: Props<T>) {
  const failure = query.error && <Failure error={query.error} what={what} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return failure ?? skeleton ?? <RowsSkeleton />;
  return (
    <>
      {failure}
      {children(query.data)}
    </>
  );
}

const WIDTHS = [34, 26, 38, 30, 24, 36, 28, 32];

/** Rows of a table before their words are known. Appears after a moment only, so that quick answers do not flicker. */
export function RowsSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className={classes.skeleton} role="status">
      <span className="sr-only">Loading …</span>
      {WIDTHS.slice(0, rows).map((width) => (
        <div key={width} className={classes.row}>
          <span style={{ width: `${width}%` }} />
          <span style={{ width: '12%' }} />
          <span style={{ width: '18%' }} />
        </div>
      ))}
    </div>
  );
}
