import { Autocomplete } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Device } from '@thingdock/api';
import { useRef, useState } from 'react';
import { api, tellError } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { Chip } from '../../../ui/chip.tsx';
import { Section } from '../../../ui/page.tsx';
import { tagsQuery } from '../queries.ts';
import classes from './page.module.css';

/** The tags of the device, changed where they stand. */
export function DeviceTags({ device, manages }: { device: Device; manages: boolean }) {
  const [adding, setAdding] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const change = useTags(device);
  return (
    <Section title="Tags">
      <div className={classes.tags}>
        {device.tags.map((tag) => (
          <Chip
            key={tag}
            removal={`Remove the tag ${tag}`}
            onRemove={manages ? () => change.mutate({ remove: [tag] }) : undefined}
          >
            {tag}
          </Chip>
        ))}
        {device.tags.length === 0 && !adding && <span className="dim">None.</span>}
        {manages &&
          (adding ? (
            <AddTag
              device={device}
              onAdd={(tag) => change.mutate({ add: [tag] })}
              onClose={() => {
                setAdding(false);
                requestAnimationFrame(() => button.current?.focus());
              }}
            />
          ) : (
            <button type="button" ref={button} className={classes.link} onClick={() => setAdding(true)}>
              Add tag
            </button>
          ))}
      </div>
    </Section>
  );
}

type AddProps = { device: Device; onAdd: (tag: string) => void; onClose: () => void };

/** Enter adds and stays for the next one; Escape leaves. */
function AddTag({ device: { projectId, tags }, onAdd, onClose }: AddProps) {
  const [text, setText] = useState('');
  const { data: known = [] } = useQuery(tagsQuery(projectId));
  function add(tag: string) {
    if (tag.trim()) onAdd(tag.trim());
    setText('');
  }
  return (
    <Autocomplete
      className={classes.adding ?? ''}
      size="xs"
      aria-label="New tag"
      placeholder="New tag"
      maxLength={40}
      autoFocus
      data={known.map(({ tag }) => tag).filter((tag) => !tags.includes(tag))}
      value={text}
      onChange={setText}
      onOptionSubmit={(tag) => requestAnimationFrame(() => add(tag))}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.defaultPrevented) add(text);
        if (event.key === 'Escape') onClose();
      }}
      onBlur={() => {
        add(text);
        onClose();
      }}
    />
  );
}

function useTags({ projectId, connectionId, name }: Device) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: { add?: string[]; remove?: string[] }) =>
      api.call('tags.change', { params: { projectId }, body: { devices: [{ connectionId, name }], ...change } }),
    onError(error) {
      notifications.show({
        color: 'red',
        title: 'The tag was not changed',
        message: tellError(error).text,
        autoClose: false,
      });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.device(connectionId, name) }),
  });
}
