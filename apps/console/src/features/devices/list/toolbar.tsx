import type { UseQueryResult } from '@tanstack/react-query';
import type { Connection, DeviceCounts } from '@thingdock/api';
import line from '../../../ui/state-toolbar.module.css';
import { count } from '../../../words/count.ts';
import { readList } from '../filter/search.ts';
import { SavedFilters } from '../saved/saved-filters.tsx';
import { FilterChips } from './filter-chips.tsx';
import { FilterMenu } from './filter-menu.tsx';
import { NameFilter } from './name-filter.tsx';
import { StatusCounts } from './status-counts.tsx';
import classes from './toolbar.module.css';
import { useDevicesSearch } from './use-devices-search.ts';

type Props = {
  projectId: string;
  connections: readonly Connection[];
  counts: UseQueryResult<DeviceCounts>;
  /** How many match; `undefined` while nobody knows. */
  total: number | undefined;
  loaded: number;
};

/** What narrows the list, in words and numbers. */
export function Toolbar({ projectId, connections, counts, total, loaded }: Props) {
  const { filter, change } = useDevicesSearch();
  return (
    <>
      <div className={`${line.toolbar} ${classes.toolbar}`}>
        <NameFilter value={filter.name} onChange={(name) => change({ name, selected: undefined })} />
        <FilterMenu projectId={projectId} connections={connections} />
        <SavedFilters projectId={projectId} connections={connections} />
        {counts.data && (
          <StatusCounts
            counts={counts.data}
            chosen={readList(filter.status)}
            onChoose={(status) => change({ status, selected: undefined })}
          />
        )}
        {total !== undefined && (
          <p className={classes.loaded} role="status">
            {count(total, 'device')}
            {loaded < total && `, ${loaded.toLocaleString('en-US')} loaded`}
          </p>
        )}
      </div>
      <FilterChips projectId={projectId} connections={connections} />
    </>
  );
}
