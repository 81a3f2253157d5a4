import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type DeviceFilter, SHOWN_STATES } from '@thingdock/api';
import type { DeviceWhere } from '../../../app/search.ts';
import { Chip } from '../../../ui/chip.tsx';
import { SearchIcon } from '../../../ui/icons.tsx';
import { NO_FILTER, readList, writeList } from '../../devices/filter/search.ts';
import { filterWords } from '../../devices/filter/words.ts';
import { filtersQuery, tagsQuery } from '../../devices/queries.ts';
import { STATUS_WORDS } from '../../devices/status-words.ts';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';

/** Narrows the devices down by name, status and tags; conditions that came from the list of devices stand as words. */
export function DeviceFilterRow({ deploy }: { deploy: Deploy }) {
  const { projectId, setFilter, draft } = deploy;
  const { filter } = draft.chosen;
  const { data: known = [] } = useQuery(tagsQuery(projectId));
  const { data: saved = [] } = useQuery(filtersQuery(projectId));
  const here = draft.connectionId;
  const usable = saved.filter((it) => it.filter.connectionId === undefined || it.filter.connectionId === here);
  const tags = readList(filter.tags);
  const statuses = readList(filter.status);
  const isOne = statuses.length < 2;
  const others = filterWords(filter).filter(
    ({ key }) => key !== 'name' && key !== 'tags' && !(key === 'status' && isOne),
  );
  // `undefined` takes a condition away.
  const set = (changed: { [Key in keyof DeviceWhere]: DeviceWhere[Key] | undefined }) =>
    setFilter(changed as DeviceWhere);
  function apply({ connectionId: _here, ...words }: DeviceFilter = {}) {
    const { connection: _connection, ...none } = NO_FILTER;
    set({ ...none, ...words });
  }
  return (
    <>
      <div className={classes.filter}>
        {usable.length > 0 && (
          <Select
            aria-label="Saved filter"
            placeholder="Saved filter"
            data={usable.map(({ id, name }) => ({ value: id, label: name }))}
            value={null}
            onChange={(id) => apply(usable.find((it) => it.id === id)?.filter)}
          />
        )}
        <TextInput
          type="search"
          aria-label="Filter devices by name"
          placeholder="Name, or gw-* for its begin"
          leftSection={<SearchIcon />}
          value={filter.name ?? ''}
          onChange={(event) => set({ name: event.currentTarget.value || undefined })}
        />
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          data={SHOWN_STATES.map((value) => ({ value, label: STATUS_WORDS[value] }))}
          value={isOne ? (statuses[0] ?? null) : null}
          onChange={(status) => set({ status: status ?? undefined })}
        />
        <Select
          aria-label="Tag"
          placeholder="Any tag"
          searchable
          nothingFoundMessage="No device has it."
          data={known.map(({ tag }) => tag).filter((tag) => !tags.includes(tag))}
          value={null}
          onChange={(tag) => tag && set({ tags: writeList([...tags, tag]) })}
        />
      </div>
      {tags.length + others.length > 0 && (
        <div className={classes.chips}>
          {tags.map((tag) => (
            <Chip
              key={tag}
              removal={`Remove the filter: tagged ${tag}`}
              onRemove={() => set({ tags: writeList(tags.filter((other) => other !== tag)) })}
            >
              tagged {tag}
            </Chip>
          ))}
          {others.map(({ key, words }) => (
            <Chip key={key} removal={`Remove the filter: ${words}`} onRemove={() => setFilter({ [key]: undefined })}>
              {words}
            </Chip>
          ))}
        </div>
      )}
    </>
  );
}
