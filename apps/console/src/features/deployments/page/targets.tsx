import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Deployment, Target } from '@thingdock/api';
import { useRefreshOn } from '../../../platform/live/use-refresh-on.ts';
import { usePages } from '../../../platform/pages/use-pages.ts';
import { Chip } from '../../../ui/chip.tsx';
import { FilterInput } from '../../../ui/filter-input.tsx';
import { Failure } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import line from '../../../ui/state-toolbar.module.css';
import { count } from '../../../words/count.ts';
import { targetPages } from '../queries.ts';
import { TargetsBar } from './selection/targets-bar.tsx';
import { useTargetsSelection } from './selection/use-targets-selection.ts';
import { StateFilter } from './state-filter.tsx';
import { TargetTable } from './target-table.tsx';

const keyOf = ({ device }: Target) => device;

/** Every target of the deployment, narrowed down by what the address says. */
export function Targets({ deployment }: { deployment: Deployment }) {
  const { state, phase, q } = useSearch({ from: '/signed-in/p/$projectId/deployments/$deploymentId' });
  const navigate = useNavigate({ from: '/p/$projectId/deployments/$deploymentId' });
  const change = (changed: object) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), replace: true, resetScroll: false });
  const filter = { state, phase, name: q?.trim() || undefined };
  const pages = usePages({ ...targetPages(deployment.id, filter), keyOf });
  const selection = useTargetsSelection(pages.items);
  useRefreshOn(({ type, keys }) => type === 'deployment' && keys.includes(deployment.id), pages.refresh);
  const total = Object.values(deployment.counts).reduce((sum, number) => sum + number, 0);
  return (
    <>
      <div className={line.toolbar}>
        <FilterInput
          label="Filter devices by name"
          placeholder="Filter by name"
          value={q ?? ''}
          onChange={(text) => change({ q: text || undefined })}
        />
        <StateFilter
          kind={deployment.kind}
          counts={deployment.counts}
          chosen={state}
          onChoose={(next) => change({ state: next })}
        />
        {phase !== undefined && (
          <Chip removal={`Remove the filter: phase ${phase}`} onRemove={() => change({ phase: undefined })}>
            phase {phase}
          </Chip>
        )}
      </div>
      {pages.error !== null && <Failure error={pages.error} what="More devices could not be loaded" />}
      <QueryView query={pages.query} what="The devices could not be loaded">
        {() => (
          <>
            <TargetTable deployment={deployment} pages={pages} total={total} selection={selection} />
            {pages.items.length === 0 && <p className="dim">None of the {count(total, 'device')} matches.</p>}
            <TargetsBar {...{ deployment, selection, filter }} hasMore={pages.hasMore} onDone={pages.refresh} />
          </>
        )}
      </QueryView>
    </>
  );
}
