import { queryOptions } from '@tanstack/react-query';
import type { RouteAnswer, RouteQuery, Routes, TargetState } from '@thingdock/api';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';

export type HistoryFilter = Omit<RouteQuery<Routes['deployments.list']>, 'before' | 'limit'>;
export type TargetFilter = { state?: TargetState | undefined; name?: string | undefined; phase?: number | undefined };

const PAGE = '100';

/** The newest deployments of an asset or a device. */
export const deploymentsQuery = (projectId: string, of: HistoryFilter = {}, limit = 20) =>
  queryOptions({
    queryKey: [...keys.deployments(projectId), of, limit] as const,
    queryFn: async ({ signal }) =>
      (await api.call('deployments.list', { params: { projectId }, query: { ...of, limit: String(limit) }, signal }))
        .items,
  });

/** The history, for `usePages`. */
export function deploymentPages(projectId: string, filter: HistoryFilter) {
  return {
    queryKey: ['deployment-list', projectId, filter],
    ask: (before: string | undefined, signal?: AbortSignal) =>
      api.call('deployments.list', {
        params: { projectId },
        query: { ...filter, limit: PAGE, ...(before !== undefined && { before }) },
        ...(signal && { signal }),
      }),
  };
}

export const deploymentQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: keys.deployment(deploymentId),
    queryFn: ({ signal }) => api.call('deployments.get', { params: { deploymentId }, signal }),
  });

/** Targets, for `usePages`. */
export function targetPages(deploymentId: string, { state, name, phase }: TargetFilter) {
  const query = { ...(state && { state }), ...(name && { name }), ...(phase && { phase: String(phase) }) };
  return {
    queryKey: ['deployment-targets', deploymentId, query],
    ask: (after: string | undefined, signal?: AbortSignal) =>
      api.call('deployments.targets', {
        params: { deploymentId },
        query: { ...query, limit: PAGE, ...(after !== undefined && { after }) },
        ...(signal && { signal }),
      }),
  };
}

/** Names of all targets, however many pages they take. */
export async function allTargets(deploymentId: string, signal?: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  let after: string | null = null;
  do {
    const query: { limit: string; after?: string } = { limit: '500', ...(after !== null && { after }) };
    const page: RouteAnswer<Routes['deployments.targets']> = await api.call('deployments.targets', {
      params: { deploymentId },
      query,
      ...(signal && { signal }),
    });
    names.push(...page.items.map(({ device }) => device));
    after = page.next;
  } while (after !== null);
  return names;
}

export const targetNamesQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: [...keys.deployment(deploymentId), 'names'] as const,
    queryFn: ({ signal }) => allTargets(deploymentId, signal),
  });
