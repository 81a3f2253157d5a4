import { lazy, Suspense } from 'react';
import { Failure } from '../../../ui/notice.tsx';
import classes from './deploy.module.css';
import type { OutlookProps } from './outlook.tsx';
import type { Previewing } from './use-preview.ts';

// There is nothing to say before something was chosen.
const Outlook = lazy(() => import('./outlook.tsx').then(({ Outlook: it }) => ({ default: it })));

type Props = Omit<OutlookProps, 'preview'> & { previewing: Previewing };

/** What will happen. */
export function PreviewPart({ previewing, all, onLeaveOut }: Props) {
  const { preview, query } = previewing;
  return (
    <section className={classes.outlook} aria-labelledby="deploy-outlook" aria-busy={query.isFetching}>
      <h2 id="deploy-outlook">What will happen</h2>
      {query.error && <Failure error={query.error} what="It could not be looked at beforehand" />}
      {preview ? (
        <Suspense fallback={null}>
          <Outlook preview={preview} all={all} onLeaveOut={onLeaveOut} />
        </Suspense>
      ) : (
        <p className="dim">Choose what and where first.</p>
      )}
    </section>
  );
}
