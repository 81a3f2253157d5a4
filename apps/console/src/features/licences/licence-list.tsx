import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Licence } from '@thingdock/api';
import { useMemo, useState } from 'react';
import { useRefreshOn } from '../../platform/live/use-refresh-on.ts';
import { usePages } from '../../platform/pages/use-pages.ts';
import { FilterInput } from '../../ui/filter-input.tsx';
import { Failure } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useTyped } from '../../ui/use-typed.ts';
import { connectionsQuery } from '../connections/queries.ts';
import { LicenceDialog } from '../devices/list/dialogs.tsx';
import { LicenceTable } from './licence-table.tsx';
import classes from './licences.module.css';
import { licencePages } from './queries.ts';
import type { LicencesSearch } from './search.ts';

const STATES = [
  { value: 'registered', label: 'Registered' },
  { value: 'deleted', label: 'Deleted' },
  { value: 'any', label: 'Any state' },
];

/** Licences of a project, searched by the begin of the device's name. */
export function LicenceList({ projectId, manages }: { projectId: string; manages: boolean }) {
  const search = useSearch({ from: '/signed-in/p/$projectId/licences' });
  const navigate = useNavigate({ from: '/p/$projectId/licences' });
  const change = (changed: LicencesSearch) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), replace: true, resetScroll: false });
  const [typed, setTyped] = useTyped(search.q, (q) => change({ q }));
  const [deleting, setDeleting] = useState<Licence>();
  const { data: connections = [] } = useQuery(connectionsQuery(projectId));
  const source = useMemo(() => licencePages(projectId, search), [projectId, search]);
  const { query, items, see, more, error, refresh } = usePages<Licence>(source);
  useRefreshOn(({ type, projectId: of }) => type === 'licence' && of === projectId, refresh);
  return (
    <>
      <div className={classes.filters}>
        <FilterInput
          label="Filter licences by device"
          placeholder="Begin of the device’s name"
          value={typed}
          onChange={setTyped}
        />
        <Select
          className={classes.narrow ?? ''}
          aria-label="State"
          allowDeselect={false}
          data={STATES}
          value={search.state ?? 'registered'}
          onChange={(state) => change({ state: state === 'deleted' || state === 'any' ? state : undefined })}
        />
        {connections.length > 1 && (
          <Select
            className={classes.narrow ?? ''}
            aria-label="Connection"
            placeholder="Any connection"
            clearable
            data={connections.map(({ id, name }) => ({ value: id, label: name }))}
            value={search.connection ?? null}
            onChange={(connection) => change({ connection: connection ?? undefined })}
          />
        )}
      </div>
      <QueryView query={query} what="The licences could not be loaded">
        {() =>
          items.length === 0 ? (
            <p className={classes.none}>No licence matches.</p>
          ) : (
            <LicenceTable items={items} onSeen={see} onDelete={manages ? setDeleting : undefined} />
          )
        }
      </QueryView>
      {error !== null && <Failure error={error} what="Further licences could not be loaded" onRetry={more} />}
      {deleting && (
        <LicenceDialog
          projectId={projectId}
          devices={{ devices: [{ connectionId: deleting.connectionId, name: deleting.device }] }}
          number={1}
          name={deleting.device}
          what="delete"
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}
