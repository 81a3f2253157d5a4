import { queryOptions } from '@tanstack/react-query';
import type { RouteAnswer, RouteQuery, Routes, Target, TargetState } from '@thingdock/api';
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

/** What a roll back would do, asked anew each time: the answer is what somebody says yes to. */
export const rollbackQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: [...keys.deployment(deploymentId), 'rollback'] as const,
    queryFn: ({ signal }) => api.call('deployments.rollback', { params: { deploymentId }, signal }),
    staleTime: 0,
    gcTime: 0,
  });

/** Targets, for `usePages`. */
export function targetPages(deploymentId: string, filter: TargetFilter) {
  const query = targetQuery(filter);
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

const targetQuery = ({ state, name, phase }: TargetFilter) => ({
  ...(state && { state }),
  ...(name && { name }),
  ...(phase && { phase: String(phase) }),
});

/** All targets that a filter lets through, however many pages they take. */
export async function allTargets(
  deploymentId: string,
  filter: TargetFilter = {},
  signal?: AbortSignal,
): Promise<Target[]> {
  const targets: Target[] = [];
  let after: string | null = null;
  do {
    const query = { ...targetQuery(filter), limit: '500', ...(after !== null && { after }) };
    const page: RouteAnswer<Routes['deployments.targets']> = await api.call('deployments.targets', {
      params: { deploymentId },
      query,
      ...(signal && { signal }),
    });
    targets.push(...page.items);
    after = page.next;
  } while (after !== null);
  return targets;
}

export const targetNamesQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: [...keys.deployment(deploymentId), 'names'] as const,
    queryFn: async ({ signal }) => (await allTargets(deploymentId, {}, signal)).map(({ device }) => device),
  });
