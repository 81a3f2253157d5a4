import { lazy, Suspense } from 'react';
import { Choice } from '../../../ui/choice.tsx';
import { soonIn } from './how.ts';
import type { Deploy } from './use-deploy.ts';

// Asked for when somebody wants it: most deployments begin now.
const MomentFields = lazy(() => import('./moment-fields.tsx').then(({ MomentFields: it }) => ({ default: it })));

/** Now, or at a time. */
export function WhenFields({ deploy }: { deploy: Deploy }) {
  const { draft, setHow } = deploy;
  const { scheduled, at, timeZone } = draft.how;
  return (
    <>
      <Choice
        label="Now or at a time"
        options={[
          ['now', 'Now'],
          ['at', 'At a time'],
        ]}
        value={scheduled ? 'at' : 'now'}
        onChange={(value) => setHow({ scheduled: value === 'at', at: at === '' ? soonIn(timeZone, Date.now()) : at })}
      />
      <Suspense fallback={null}>{scheduled && <MomentFields deploy={deploy} />}</Suspense>
    </>
  );
}
