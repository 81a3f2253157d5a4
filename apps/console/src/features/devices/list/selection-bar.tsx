import { Button, Menu } from '@mantine/core';
import type { Connection, DeviceFilter } from '@thingdock/api';
import { useState } from 'react';
import classes from '../../../ui/selection-bar.module.css';
import { count } from '../../../words/count.ts';
import { DeployButton } from './deploy-button.tsx';
import { ForgetGoneDialog, LicenceDialog, TagDialog } from './dialogs.tsx';
import { toDeviceSelection } from './selection.ts';
import type { Selecting } from './use-selection.ts';

type Props = {
  projectId: string;
  manages: boolean;
  connections: readonly Connection[];
  filter: DeviceFilter;
  selecting: Selecting;
  /** How many the filter lets through, loaded or not; `undefined` while nobody knows. */
  matching: number | undefined;
  loaded: number;
  /** Whether some of what is selected is known to be gone from AWS. */
  someGone: boolean;
  onForgotten: () => void;
};

/** How many are selected, and what can be done with all of them at once. */
export function SelectionBar(props: Props) {
  const { projectId, manages, connections, filter, selecting, matching, loaded, someGone, onForgotten } = props;
  const { selection, select, clear } = selecting;
  const [open, setOpen] = useState<'tag' | 'register' | 'delete' | 'forget'>();
  const number = selection.all ? (matching ?? loaded) : selection.keys.size;
  if (number === 0) return null;
  const chosen = {
    projectId,
    devices: toDeviceSelection(selection, filter),
    number,
    onClose: () => setOpen(undefined),
  };
  const offersAll = !selection.all && matching !== undefined && matching > number && number >= loaded;
  return (
    <>
      <section className={classes.bar} aria-label="Selection">
        <span role="status">
          {selection.all && number > loaded && 'All '}
          {count(number, 'device')} selected
        </span>
        {offersAll && (
          <button type="button" className={classes.all} onClick={() => select({ all: true })}>
            Select all {matching.toLocaleString('en-US')} that match
          </button>
        )}
        <DeployButton {...{ projectId, connections, filter, selection }} />
        {manages && (
          <>
            <Button variant="default" onClick={() => setOpen('tag')}>
              Tag …
            </Button>
            <Menu position="top-start">
              <Menu.Target>
                <Button variant="default">Licence …</Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setOpen('register')}>Register licence …</Menu.Item>
                <Menu.Item onClick={() => setOpen('delete')}>Delete licence …</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            {someGone && (
              <Button variant="default" onClick={() => setOpen('forget')}>
                Forget gone …
              </Button>
            )}
          </>
        )}
        <Button variant="subtle" color="gray" onClick={clear}>
          Clear
        </Button>
      </section>
      {open === 'tag' && <TagDialog {...chosen} />}
      {open === 'forget' && (
        <ForgetGoneDialog
          {...chosen}
          onForgotten={() => {
            clear();
            onForgotten();
          }}
        />
      )}
      {(open === 'register' || open === 'delete') && <LicenceDialog {...chosen} what={open} />}
    </>
  );
}
