import { useSearch } from '@tanstack/react-router';
import type { Deployment } from '@thingdock/api';
import { useRefreshOn } from '../../../platform/live/use-refresh-on.ts';
import { usePages } from '../../../platform/pages/use-pages.ts';
import { Empty } from '../../../ui/empty.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Failure } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { useProject } from '../../people/use-project.ts';
import { deploymentPages, type HistoryFilter } from '../queries.ts';
import { HistoryFilters } from './history-filters.tsx';
import { HistoryTable } from './history-table.tsx';
import { Scheduled } from './scheduled.tsx';

const keyOf = ({ id }: Deployment) => id;

/** All that was asked of devices: what waits for its time on top, then the history. */
export function DeploymentsPage() {
  const { projectId } = useProject();
  const search = useSearch({ from: '/signed-in/p/$projectId/deployments' });
  const { kind, summary, device, flow: flowId, file: fileId } = search;
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  const filter: HistoryFilter = {
    ...(kind && { kind }),
    ...(summary && { summary }),
    ...(device && { device }),
    ...(flowId && { flowId }),
    ...(fileId && { fileId }),
  };
  const pages = usePages({ ...deploymentPages(projectId, { ...filter, scheduled: 'no' }), keyOf });
  useRefreshOn((change) => change.type === 'deployment' && change.projectId === projectId, pages.refresh);
  const deploy = (
    <LinkButton to="/p/$projectId/deploy" params={{ projectId }}>
      Deploy …
    </LinkButton>
  );
  const isEmpty = pages.query.data !== undefined && pages.items.length === 0 && !isFiltered;
  return (
    <Page title="Deployments" wide actions={isEmpty ? undefined : deploy}>
      {!isFiltered && <Scheduled projectId={projectId} />}
      <QueryView query={pages.query} what="The deployments could not be loaded">
        {() =>
          isEmpty ? (
            <Empty title="Nothing was deployed yet" picture="bar" action={deploy}>
              Choose what to deploy and the devices that shall have it; here you see how it goes, device by device.
            </Empty>
          ) : (
            <>
              <HistoryFilters projectId={projectId} />
              {pages.error !== null && <Failure error={pages.error} what="Older deployments could not be loaded" />}
              <HistoryTable pages={pages} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
