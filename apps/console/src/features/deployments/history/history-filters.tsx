import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ACTION_KINDS, ACTION_SUMMARIES, type ActionKind, type ActionSummary } from '@thingdock/api';
import type { HistorySearch } from '../../../app/search.ts';
import { FilterInput } from '../../../ui/filter-input.tsx';
import { filesQuery } from '../../assets/files/queries.ts';
import { flowsQuery } from '../../assets/queries.ts';
import { SUMMARY_WORDS } from '../progress.ts';
import { KIND_WORDS } from '../words.ts';
import classes from './history.module.css';

/** Narrows the history down; all of it stands in the address. */
export function HistoryFilters({ projectId }: { projectId: string }) {
  const search = useSearch({ from: '/signed-in/p/$projectId/deployments' });
  const navigate = useNavigate({ from: '/p/$projectId/deployments' });
  const { data: flows = [] } = useQuery(flowsQuery(projectId));
  const { data: files = [] } = useQuery(filesQuery(projectId));
  const change = (changed: HistorySearch) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), replace: true, resetScroll: false });
  const asset = search.flow ? `flow ${search.flow}` : search.file ? `file ${search.file}` : null;
  return (
    <div className={classes.filters}>
      <FilterInput
        label="Deployments to a device"
        placeholder="Device name"
        value={search.device ?? ''}
        onChange={(device) => change({ device: device || undefined })}
      />
      <Select
        aria-label="Kind"
        placeholder="Any kind"
        clearable
        data={ACTION_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
        value={search.kind ?? null}
        onChange={(kind) => change({ kind: (kind as ActionKind | null) ?? undefined })}
      />
      <Select
        aria-label="State"
        placeholder="Any state"
        clearable
        data={ACTION_SUMMARIES.map((value) => ({ value, label: SUMMARY_WORDS[value] }))}
        value={search.summary ?? null}
        onChange={(summary) => change({ summary: (summary as ActionSummary | null) ?? undefined })}
      />
      <Select
        aria-label="Flow or file"
        placeholder="Any flow or file"
        clearable
        searchable
        data={[
          { group: 'Flows', items: flows.map(({ id, name }) => ({ value: `flow ${id}`, label: name })) },
          { group: 'Files', items: files.map(({ id, name }) => ({ value: `file ${id}`, label: name })) },
        ]}
        value={asset}
        onChange={(word) => {
          const [type, id] = word?.split(' ') ?? [];
          change({ flow: type === 'flow' ? id : undefined, file: type === 'file' ? id : undefined });
        }}
      />
    </div>
  );
}
