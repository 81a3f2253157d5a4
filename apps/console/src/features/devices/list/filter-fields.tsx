import { MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Connection, FLOW_STATES, SHOWN_STATES, STATUS_REASONS, TARGET_STATES } from '@thingdock/api';
import { useState } from 'react';
import { flowsQuery } from '../../assets/queries.ts';
import { TARGET_WORDS } from '../../deployments/progress.ts';
import { type DevicesSearch, readList, writeList } from '../filter/search.ts';
import { tagsQuery } from '../queries.ts';
import { REASON_HINTS, STATUS_WORDS } from '../status-words.ts';
import { useDevicesSearch } from './use-devices-search.ts';

const inside = { comboboxProps: { withinPortal: false } } as const;
const STATES = { running: 'Running', stopped: 'Stopped', error: 'Error' } as const;

type Several = 'status' | 'reason' | 'flowState' | 'deployState';
const SEVERAL: readonly { key: Several; label: string; data: { value: string; label: string }[] }[] = [
  { key: 'status', label: 'Status', data: SHOWN_STATES.map((value) => ({ value, label: STATUS_WORDS[value] })) },
  { key: 'reason', label: 'Reason', data: STATUS_REASONS.map((value) => ({ value, label: REASON_HINTS[value] })) },
  { key: 'flowState', label: 'Flow state', data: FLOW_STATES.map((value) => ({ value, label: STATES[value] })) },
  {
    key: 'deployState',
    label: 'Last deployment',
    data: TARGET_STATES.map((value) => ({ value, label: TARGET_WORDS[value] })),
  },
];

type Props = { projectId: string; connections: readonly Connection[] };

export function FilterFields({ projectId, connections }: Props) {
  const { filter, change } = useDevicesSearch();
  const { data: flows = [] } = useQuery(flowsQuery(projectId));
  const { data: tags = [] } = useQuery(tagsQuery(projectId));
  const set = (changed: DevicesSearch) => change({ ...changed, selected: undefined });
  return (
    <>
      {SEVERAL.map(({ key, label, data }) => (
        <MultiSelect
          key={key}
          label={label}
          data={data}
          value={readList(filter[key])}
          onChange={(words) => set({ [key]: writeList(words) })}
          {...inside}
        />
      ))}
      <TagsInput
        label="Tags"
        description="Those that have all of them."
        data={tags.map(({ tag }) => tag)}
        value={readList(filter.tags)}
        onChange={(words) => set({ tags: writeList(words) })}
        {...inside}
      />
      <Select
        label="Flow"
        clearable
        searchable
        data={flows.map(({ id, name }) => ({ value: id, label: name }))}
        value={filter.flowId ?? null}
        onChange={(flowId) => set({ flowId: flowId ?? undefined })}
        {...inside}
      />
      <AgentVersion value={filter.agentVersion} onChange={(agentVersion) => set({ agentVersion })} />
      <Select
        label="Licence"
        clearable
        data={[
          { value: 'yes', label: 'Has one' },
          { value: 'no', label: 'Has none' },
        ]}
        value={filter.licensed ?? null}
        onChange={(licensed) => set({ licensed: licensed === 'yes' || licensed === 'no' ? licensed : undefined })}
        {...inside}
      />
      {connections.length > 1 && (
        <Select
          label="Connection"
          clearable
          data={connections.map(({ id, name }) => ({ value: id, label: name }))}
          value={filter.connectionId ?? null}
          onChange={(connectionId) => set({ connection: connectionId ?? undefined })}
          {...inside}
        />
      )}
    </>
  );
}

type VersionProps = { value: string | undefined; onChange: (value: string | undefined) => void };

/** Asked once it is typed: half a version is another version. */
function AgentVersion({ value = '', onChange }: VersionProps) {
  const [typed, setTyped] = useState(value);
  const done = () => typed.trim() !== value && onChange(typed.trim() || undefined);
  return (
    <TextInput
      label="Agent version"
      description="2.18.2, or <2.6 for those below."
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  );
}
