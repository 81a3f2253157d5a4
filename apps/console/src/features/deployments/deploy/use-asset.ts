import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Deployment, FileAsset, Flow } from '@thingdock/api';
import type { DeploySearch } from '../../../app/search.ts';
import { fileQuery, filesQuery } from '../../assets/files/queries.ts';
import { flowQuery, flowsQuery } from '../../assets/queries.ts';
import type { AssetChoice } from './draft.ts';

type Options = {
  projectId: string;
  type: 'flow' | 'file' | undefined;
  search: DeploySearch;
  /** The deployment that is to be repeated. */
  former: Deployment | undefined;
};
type VersionLine = { number: number; title: string | null; comment: string | null; note: string; executes: boolean };

/** The flow or file that is chosen, and the version of it: the master of a flow, the newest of a file, unless said. */
export function useAsset({ projectId, type, search, former }: Options) {
  const flows = useQuery({ ...flowsQuery(projectId), enabled: type === 'flow' });
  const files = useQuery({ ...filesQuery(projectId), enabled: type === 'file' });
  const list: UseQueryResult<readonly (Flow | FileAsset)[]> = type === 'file' ? files : flows;
  const again = former?.asset?.type === type ? former?.asset : undefined;
  const wanted = (type === 'file' ? search.file : search.flow) ?? again?.id;
  const only = list.data?.length === 1 ? list.data[0] : undefined;
  const found = type === undefined ? undefined : (list.data?.find(({ id }) => id === wanted) ?? only);
  const versions = useVersions(type, found?.id);

  const usual = found && ('masterVersion' in found ? found.masterVersion : found.latestVersion);
  const formerVersion = again && again.id === found?.id ? (again.version ?? undefined) : undefined;
  const version = search.version ?? formerVersion ?? usual;
  const choice: AssetChoice | undefined = found && {
    id: found.id,
    name: found.name,
    version,
    executes: versions.find(({ number }) => number === version)?.executes ?? false,
  };
  return { type, list, choice, versions };
}

function useVersions(type: Options['type'], id = ''): VersionLine[] {
  const flow = useQuery({ ...flowQuery(id), enabled: type === 'flow' && id !== '' }).data;
  const file = useQuery({ ...fileQuery(id), enabled: type === 'file' && id !== '' }).data;
  const newest = flow?.latestVersion ?? file?.latestVersion;
  const lines = (flow?.versions ?? file?.versions ?? []).map((version) => ({
    number: version.number,
    title: version.title,
    comment: version.comment,
    note: [version.number === flow?.masterVersion && 'master', version.number === newest && 'newest']
      .filter((word) => word !== false)
      .join(', '),
    executes: 'execute' in version && version.execute !== null,
  }));
  return lines.sort((a, b) => b.number - a.number);
}
