import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ProjectEvent } from '@thingdock/api';
import { useMemo } from 'react';
import { useRefreshOn } from '../../platform/live/use-refresh-on.ts';
import { usePages } from '../../platform/pages/use-pages.ts';
import { Empty } from '../../ui/empty.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useProject } from '../people/use-project.ts';
import { EventList } from './event-list.tsx';
import classes from './events.module.css';
import { ExportLogs } from './export/export-logs.tsx';
import { eventPages } from './queries.ts';
import { EVENT_KINDS, type EventKind } from './search.ts';

const LABELS: Record<EventKind | 'all', string> = {
  all: 'Everything',
  device: 'Devices',
  licence: 'Licences',
  deployment: 'Deployments',
};

/** What happened in the project, the newest first, as it happens. */
export function ActivityPage() {
  const { projectId, manages } = useProject();
  const { kind } = useSearch({ from: '/signed-in/p/$projectId/activity' });
  const navigate = useNavigate({ from: '/p/$projectId/activity' });
  const source = useMemo(() => eventPages(projectId, kind && `${kind}.`), [projectId, kind]);
  const { query, items, see, more, error, refresh } = usePages<ProjectEvent>(source);
  useRefreshOn(({ type, projectId: of }) => type === 'event' && of === projectId, refresh);
  return (
    <Page title="Activity" actions={manages && <ExportLogs projectId={projectId} />}>
      <SegmentedControl
        className={classes.kinds ?? ''}
        size="xs"
        aria-label="What is shown"
        data={(['all', ...EVENT_KINDS] as const).map((value) => ({ value, label: LABELS[value] }))}
        value={kind ?? 'all'}
        onChange={(value) =>
          void navigate({ search: { kind: EVENT_KINDS.find((it) => it === value) }, replace: true, resetScroll: false })
        }
      />
      <QueryView query={query} what="What happened could not be loaded">
        {() =>
          items.length === 0 ? (
            <Empty title="Nothing happened yet" picture="bar">
              Devices that connect and go, licences, and deployments that end are told here, with their times.
            </Empty>
          ) : (
            <EventList events={items} onSeen={see} />
          )
        }
      </QueryView>
      {error !== null && <Failure error={error} what="What happened before could not be loaded" onRetry={more} />}
    </Page>
  );
}
