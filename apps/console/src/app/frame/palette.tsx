import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { filesQuery } from '../../features/assets/files/queries.ts';
import { flowsQuery } from '../../features/assets/queries.ts';
import { connectionsQuery } from '../../features/connections/queries.ts';
import { devicesNamedQuery } from '../../features/devices/queries.ts';
import classes from './palette.module.css';
import { collectEntries, type Entry, matchEntries } from './palette-entries.ts';

const NONE: readonly never[] = [];

/** What there is to go to; what is not known yet joins as it comes. Devices may be very many: the server finds them. */
function useEntries(projectId: string, text: string): Entry[] {
  const { data: flows = NONE } = useQuery(flowsQuery(projectId));
  const { data: files = NONE } = useQuery(filesQuery(projectId));
  const { data: connections = NONE } = useQuery(connectionsQuery(projectId));
  const wanted = useDebouncedValue(text.trim(), 150)[0];
  const { data: devices = NONE } = useQuery({
    ...devicesNamedQuery(projectId, wanted),
    placeholderData: keepPreviousData,
  });
  return useMemo(
    () => collectEntries(projectId, { connections, devices, flows, files }),
    [projectId, connections, devices, flows, files],
  );
}

/** Go to anything by typing a part of its name. */
export function Palette({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const entries = useEntries(projectId, text);
  const found = matchEntries(entries, text);
  const current = Math.min(at, found.length - 1);

  function go(index: number) {
    const entry = found[index];
    if (!entry) return;
    onClose();
    void navigate({ to: entry.href });
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((current + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') go(current);
    else return;
    event.preventDefault();
  }

  return (
    <Modal.Root opened onClose={onClose} padding={0} yOffset="12vh" size={560}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search">
        <input
          className={classes.input}
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={found[current] && `${listId}-${current}`}
          aria-label="Go to"
          placeholder="Go to a device, flow, page …"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div role="listbox" id={listId} aria-label="Results" className={classes.list}>
          {found.map((entry, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys; options never have the focus
            <div
              key={entry.href}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              className={classes.option}
              onClick={() => go(index)}
              onMouseMove={() => setAt(index)}
            >
              <span>{entry.name}</span>
              <span className="dim">{entry.kind}</span>
            </div>
          ))}
          {found.length === 0 && <p className={classes.none}>Nothing here is called that.</p>}
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
