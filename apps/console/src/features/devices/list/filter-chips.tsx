import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { Chip } from '../../../ui/chip.tsx';
import { flowsQuery } from '../../assets/queries.ts';
import { NO_FILTER, searchKey } from '../filter/search.ts';
import { filterWords, namesOf } from '../filter/words.ts';
import classes from './toolbar.module.css';
import { useDevicesSearch } from './use-devices-search.ts';

/** The conditions in words; each can be taken away. */
export function FilterChips({ projectId, connections }: { projectId: string; connections: readonly Connection[] }) {
  const { filter, change } = useDevicesSearch();
  const { data: flows } = useQuery({ ...flowsQuery(projectId), enabled: filter.flowId !== undefined });
  const words = filterWords(filter, namesOf(filter, connections, flows));
  if (words.length === 0) return null;
  return (
    <div className={classes.chips}>
      {words.map(({ key, words }) => (
        <Chip
          key={key}
          removal={`Remove the filter: ${words}`}
          onRemove={() => change({ [searchKey(key)]: undefined, selected: undefined })}
        >
          {words}
        </Chip>
      ))}
      {words.length > 1 && (
        <button type="button" className={classes.clear} onClick={() => change({ ...NO_FILTER, selected: undefined })}>
          Clear all
        </button>
      )}
    </div>
  );
}
