import { useMutation } from '@tanstack/react-query';
import { api } from '../../../platform/api.ts';
import type { Deploy } from './use-deploy.ts';

const PAGE = '500';

/** Takes devices out of what is chosen; where all that match were meant, the others are then meant by name. */
export function useLeaveOut({ projectId, draft, select }: Deploy) {
  const { all, names, filter } = draft.chosen;
  return useMutation({
    async mutationFn(out: readonly string[]) {
      const known = all ? await allNames(projectId, { connectionId: draft.connectionId, ...filter }) : names;
      const left = new Set(known);
      for (const name of out) left.delete(name);
      select(left);
    },
  });
}

async function allNames(projectId: string, filter: Record<string, string | undefined>): Promise<string[]> {
  const names: string[] = [];
  let after: string | null = null;
  do {
    const query = { ...filter, limit: PAGE, ...(after !== null && { after }) } as Record<string, string>;
    const page = await api.call('devices.find', { params: { projectId }, query });
    names.push(...page.items.map(({ name }) => name));
    after = page.next;
  } while (after !== null);
  return names;
}
