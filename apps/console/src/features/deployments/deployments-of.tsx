import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { DeploymentTable } from './deployment-table.tsx';
import { deploymentsQuery, type HistoryFilter } from './queries.ts';

type Props = {
  projectId: string;
  /** Of one flow, one file or one device. */
  of: Pick<HistoryFilter, 'flowId' | 'fileId' | 'device' | 'connectionId'>;
  /** Said when there are none. */
  none: string;
};

const SHOWN = 20;

/** The newest deployments of an asset or a device, and the way to all of them. */
export function DeploymentsOf({ projectId, of, none }: Props) {
  const query = useQuery(deploymentsQuery(projectId, of, SHOWN));
  const { flowId: flow, fileId: file, device } = of;
  const all = (
    <Link to="/p/$projectId/deployments" params={{ projectId }} search={{ flow, file, device }}>
      See all
    </Link>
  );
  return (
    <Section title="Deployments" actions={query.data?.length === SHOWN && all}>
      <QueryView query={query} what="The deployments could not be loaded">
        {(deployments) =>
          deployments.length === 0 ? (
            <p className="dim">{none}</p>
          ) : (
            <DeploymentTable deployments={deployments} compact />
          )
        }
      </QueryView>
    </Section>
  );
}
