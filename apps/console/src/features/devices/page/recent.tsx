import { useQuery } from '@tanstack/react-query';
import type { Device } from '@thingdock/api';
import { Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { DeploymentTable } from '../../deployments/deployment-table.tsx';
import { deploymentsQuery } from '../../deployments/queries.ts';

const SHOWN = 5;

/** The newest deployments that reached for this device. */
export function Recent({ device: { projectId, connectionId, name } }: { device: Device }) {
  const query = useQuery(deploymentsQuery(projectId, { device: name, connectionId }));
  return (
    <Section title="Recent deployments">
      <QueryView query={query} what="The deployments could not be loaded">
        {(deployments) =>
          deployments.length === 0 ? (
            <p className="dim">None yet.</p>
          ) : (
            <DeploymentTable deployments={deployments.slice(0, SHOWN)} compact />
          )
        }
      </QueryView>
    </Section>
  );
}
