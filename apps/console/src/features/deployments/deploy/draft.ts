import type { ActionKind, CreateDeployment } from '@thingdock/api';
import type { DeviceWhere } from '../../../app/search.ts';
import type { Pair } from '../../../ui/pair-rows.tsx';
import { pairFaults, toRecord } from '../../../words/pairs.ts';
import type { How } from './how.ts';
import { toLimits, toRollout, toSchedule } from './how.ts';

/** The thing that is deployed or taken away. */
export type AssetChoice = { id: string; name: string; version: number | undefined; executes: boolean };
/** Single devices of a connection, or all that a filter lets through. */
export type Chosen = { all: boolean; names: ReadonlySet<string>; filter: DeviceWhere };

export type Draft = {
  kind: ActionKind;
  asset: AssetChoice | undefined;
  variables: readonly Pair[];
  connectionId: string | undefined;
  chosen: Chosen;
  how: How;
};

export const assetTypeOf = (kind: ActionKind): 'flow' | 'file' | undefined =>
  kind === 'flow-deploy' ? 'flow' : kind === 'file-deploy' || kind === 'file-remove' ? 'file' : undefined;
export const hasVersion = (kind: ActionKind): boolean => kind === 'flow-deploy' || kind === 'file-deploy';

/** What is missing before anything can be asked of the server, as the next step; `undefined` when nothing is. */
export function nextStep({ kind, asset, variables, connectionId, chosen }: Draft): string | undefined {
  const type = assetTypeOf(kind);
  if (type && !asset) return `Choose a ${type}.`;
  if (kind === 'env-set' && Object.keys(pairFaults(variables)).length > 0) return 'A name of a variable is not right.';
  // Without a single line all variables are taken away; an empty one was only not filled in yet.
  if (kind === 'env-set' && variables.length > 0 && Object.keys(toRecord(variables)).length === 0)
    return 'Add a variable, or remove its line to take all away.';
  if (!connectionId) return 'Choose a connection.';
  if (!chosen.all && chosen.names.size === 0) return 'Choose devices.';
  return undefined;
}

/** What is asked of the server; `undefined` while something is missing. */
export function toBody(draft: Draft): CreateDeployment | undefined {
  const { kind, asset, variables, connectionId, chosen, how } = draft;
  if (nextStep(draft) !== undefined || !connectionId) return undefined;
  const type = assetTypeOf(kind);
  const rollout = toRollout(how);
  const schedule = toSchedule(how);
  const limits = toLimits(how);
  return {
    kind,
    connectionId,
    ...(type === 'flow' && asset && { flowId: asset.id }),
    ...(type === 'file' && asset && { fileId: asset.id }),
    ...(hasVersion(kind) && asset?.version !== undefined && { version: asset.version }),
    ...(kind === 'env-set' && { variables: toRecord(variables) }),
    ...(chosen.all ? { filter: chosen.filter } : { devices: [...chosen.names] }),
    ...(rollout && { rollout }),
    ...(schedule && { schedule }),
    ...(limits && { limits }),
  };
}
