import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { DeploySearch } from '../../../app/search.ts';
import type { Pair } from '../../../ui/pair-rows.tsx';
import { connectionsQuery } from '../../connections/queries.ts';
import { useProject } from '../../people/use-project.ts';
import { deploymentQuery } from '../queries.ts';
import { assetTypeOf, type Draft } from './draft.ts';
import { firstHow } from './how.ts';
import { useAsset } from './use-asset.ts';
import { useChosen } from './use-chosen.ts';

const NONE: readonly never[] = [];
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A deployment that is being prepared: what and where stand in the address, how it goes out in this page. */
export function useDeploy() {
  const { projectId } = useProject();
  const search = useSearch({ from: '/signed-in/p/$projectId/deploy' });
  const navigate = useNavigate({ from: '/p/$projectId/deploy' });
  const change = (changed: DeploySearch) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), replace: true, state: true });

  const formerQuery = useQuery({ ...deploymentQuery(search.from ?? ''), enabled: search.from !== undefined });
  const former = formerQuery.data;
  const connections = useQuery(connectionsQuery(projectId));
  const active = useMemo(() => connections.data?.filter(({ state }) => state === 'active') ?? NONE, [connections.data]);
  const connectionId = search.connection ?? former?.connectionId;
  const connection = active.find(({ id }) => id === connectionId) ?? active[0];

  const kind = search.kind ?? former?.kind ?? (search.file ? 'file-deploy' : 'flow-deploy');
  const asset = useAsset({ projectId, type: assetTypeOf(kind), search, former });
  const chosen = useChosen({ search, former, change });
  const [how, setHow] = useState(() => firstHow(HERE));
  const [variables, setVariables] = useState<readonly Pair[]>([{ name: '', value: '' }]);

  const draft: Draft = {
    kind,
    asset: asset.choice,
    variables,
    connectionId: connection?.id,
    chosen: chosen.chosen,
    how,
  };
  return {
    projectId,
    change,
    draft,
    asset,
    ...chosen,
    connection,
    connections: active,
    queries: { connections, former: formerQuery },
    setHow: (changed: Partial<typeof how>) => setHow((now) => ({ ...now, ...changed })),
    setVariables,
  };
}

export type Deploy = ReturnType<typeof useDeploy>;
