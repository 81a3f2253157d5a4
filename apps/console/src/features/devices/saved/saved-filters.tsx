import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { lazy, Suspense, useState } from 'react';
import { NameDialog } from '../../../ui/name-dialog.tsx';
import { isSameFilter, searchOf } from '../filter/search.ts';
import { useDevicesSearch } from '../list/use-devices-search.ts';
import { filtersQuery } from '../queries.ts';
import classes from './saved.module.css';
import { useFilterCommands } from './use-filter-commands.tsx';

// Asked for when somebody opens it: most visits never do.
const ManageDialog = lazy(() => import('./manage-dialog.tsx').then(({ ManageDialog: it }) => ({ default: it })));

type Props = { projectId: string; connections: readonly Connection[] };

/** Filters under a name, for everybody in the project: to be applied, saved, renamed and deleted. */
export function SavedFilters({ projectId, connections }: Props) {
  const { filter, change } = useDevicesSearch();
  const { data: filters = [] } = useQuery(filtersQuery(projectId));
  const commands = useFilterCommands(projectId);
  const [open, setOpen] = useState<'save' | 'manage'>();
  const isEmpty = Object.keys(filter).length === 0;
  const current = filters.find((it) => isSameFilter(it.filter, filter));
  return (
    <>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <Button variant="default" className={classes.button ?? ''}>
            {current ? `Saved: ${current.name}` : 'Saved …'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.names ?? ''}>
          {filters.map((it) => (
            <Menu.Item
              key={it.id}
              aria-current={it === current || undefined}
              onClick={() => change({ ...searchOf(it.filter), selected: undefined })}
            >
              {it.name}
            </Menu.Item>
          ))}
          {filters.length === 0 && <Menu.Label>Filters that are saved here are for the whole project.</Menu.Label>}
          <Menu.Divider />
          <Menu.Item disabled={isEmpty || current !== undefined} onClick={() => setOpen('save')}>
            {isEmpty ? 'Save this filter … (set a condition first)' : 'Save this filter …'}
          </Menu.Item>
          {filters.length > 0 && <Menu.Item onClick={() => setOpen('manage')}>Manage filters …</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {open === 'save' && (
        <NameDialog
          title="Save this filter"
          action="Save filter"
          name=""
          description="Everybody in this project sees it."
          run={(name) => commands.save(name, filter)}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'manage' && (
        <Suspense fallback={null}>
          <ManageDialog
            {...{ projectId, filters, connections, commands }}
            now={isEmpty || current ? undefined : filter}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
