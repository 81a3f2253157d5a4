import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { DeploySearch } from '../../../app/search.ts';
import { flowsQuery } from '../../assets/queries.ts';
import { connectionsQuery } from '../../connections/queries.ts';
import { devicesQuery } from '../../devices/queries.ts';
import { useProject } from '../../people/use-project.ts';
import { deploymentQuery } from '../queries.ts';
import { useChosenDevices } from './use-chosen-devices.ts';

const NONE: readonly never[] = [];

/** What and where of a deployment that is being prepared; all but very large selections stands in the address. */
export function useDeploy() {
  const { projectId } = useProject();
  const search = useSearch({ from: '/signed-in/p/$projectId/deploy' });
  const navigate = useNavigate({ from: '/p/$projectId/deploy' });
  const change = (changed: DeploySearch) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), replace: true, state: true });

  const former = useQuery({ ...deploymentQuery(search.from ?? ''), enabled: search.from !== undefined });
  const flows = useQuery(flowsQuery(projectId));
  const connections = useQuery(connectionsQuery(projectId));
  const active = useMemo(() => connections.data?.filter(({ state }) => state === 'active') ?? NONE, [connections.data]);

  const flowId = search.flow ?? former.data?.asset?.id;
  const flow = flows.data?.find(({ id }) => id === flowId) ?? (flows.data?.length === 1 ? flows.data[0] : undefined);
  const formerVersion =
    flow && flow.id === former.data?.asset?.id ? (former.data.asset.version ?? undefined) : undefined;
  const version = search.version ?? formerVersion ?? flow?.latestVersion;

  const connectionId = search.connection ?? former.data?.connectionId;
  const connection = active.find(({ id }) => id === connectionId) ?? active[0];
  const devices = useQuery({ ...devicesQuery(connection?.id ?? ''), enabled: connection !== undefined });
  const chosen = useChosenDevices({
    devices: devices.data ?? NONE,
    word: search.selected,
    former: former.data?.targets,
    onWord: (selected) => change({ selected }),
  });

  return {
    projectId,
    change,
    queries: { flows, connections, devices, former },
    flow,
    version,
    connection,
    connections: active,
    ...chosen,
  };
}

export type Deploy = ReturnType<typeof useDeploy>;
