import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Device } from '@thingdock/api';
import { lazy, Suspense, useRef, useState } from 'react';
import { api, tellError } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { Chip } from '../../../ui/chip.tsx';
import { Section } from '../../../ui/page.tsx';
import classes from './page.module.css';

const AddTag = lazy(() => import('./add-tag.tsx').then(({ AddTag: it }) => ({ default: it })));

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
            <Suspense fallback={null}>
              <AddTag
                device={device}
                onAdd={(tag) => change.mutate({ add: [tag] })}
                onLeave={() => setAdding(false)}
                onEscape={() => {
                  setAdding(false);
                  requestAnimationFrame(() => button.current?.focus());
                }}
              />
            </Suspense>
          ) : (
            <button type="button" ref={button} className={classes.link} onClick={() => setAdding(true)}>
              Add tag
            </button>
          ))}
      </div>
    </Section>
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
