import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Connection, DeviceFilter, SavedFilter } from '@thingdock/api';
import { useState } from 'react';
import { NameDialog } from '../../../ui/name-dialog.tsx';
import { Failure } from '../../../ui/notice.tsx';
import { sentenceList } from '../../../words/count.ts';
import { flowsQuery } from '../../assets/queries.ts';
import { filterWords, namesOf } from '../filter/words.ts';
import classes from './saved.module.css';
import type { FilterCommands } from './use-filter-commands.tsx';

type Props = {
  projectId: string;
  filters: readonly SavedFilter[];
  connections: readonly Connection[];
  commands: FilterCommands;
  /** The filter of the list, where it is none of these. */
  now: DeviceFilter | undefined;
  onClose: () => void;
};

/** Every saved filter in words, to be renamed, replaced or deleted. */
export function ManageDialog({ projectId, filters, connections, commands, now, onClose }: Props) {
  const [renaming, setRenaming] = useState<SavedFilter>();
  const { data: flows } = useQuery({
    ...flowsQuery(projectId),
    enabled: filters.some(({ filter }) => filter.flowId !== undefined),
  });
  const running = useMutation({ mutationFn: (what: () => Promise<void>) => what() });
  if (renaming)
    return (
      <NameDialog
        title={`Rename “${renaming.name}”`}
        action="Rename filter"
        name={renaming.name}
        run={(name) => commands.change(renaming.id, { name })}
        onClose={() => setRenaming(undefined)}
      />
    );
  return (
    <Modal opened onClose={onClose} title="Saved filters" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      {running.error && <Failure error={running.error} what="The filter was not changed" />}
      {filters.length === 0 && <p>No filter is saved any more.</p>}
      <ul className={classes.list}>
        {filters.map((it) => (
          <li key={it.id}>
            <div>
              <strong>{it.name}</strong>
              <div className={classes.words}>
                {sentenceList(filterWords(it.filter, namesOf(it.filter, connections, flows)).map(({ words }) => words))}
                , by {it.createdBy}
              </div>
            </div>
            <div className={classes.buttons}>
              {now && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`Replace ${it.name} by what the list shows`}
                  onClick={() => running.mutate(() => commands.change(it.id, { filter: now }))}
                >
                  Replace
                </Button>
              )}
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`Rename ${it.name}`}
                onClick={() => setRenaming(it)}
              >
                Rename …
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`Delete ${it.name}`}
                onClick={() => running.mutate(() => commands.remove(it))}
              >
                Delete
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
