import { Autocomplete } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Device } from '@thingdock/api';
import { useState } from 'react';
import { tagsQuery } from '../queries.ts';
import classes from './page.module.css';

type Props = {
  device: Device;
  onAdd: (tag: string) => void;
  /** The focus goes elsewhere, and must not be fetched back: that would break off a click there. */
  onLeave: () => void;
  onEscape: () => void;
};

/** Enter adds and stays for the next one; Escape leaves. */
export function AddTag({ device: { projectId, tags }, onAdd, onLeave, onEscape }: Props) {
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
        if (event.key === 'Escape') onEscape();
      }}
      onBlur={() => {
        add(text);
        onLeave();
      }}
    />
  );
}
