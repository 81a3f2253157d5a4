import type { SavedFilter } from '@thingdock/api';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';

/** A saved filter of a project by its name, in any case, or its id. Throws `filter_unknown` with the names that there are. */
export async function findSaved(
  { call }: Pick<Context, 'call'>,
  projectId: string,
  given: string,
): Promise<SavedFilter> {
  const { items } = await call('filters.list', { params: { projectId } });
  const name = given.trim().toLowerCase();
  const found = items.find((it) => it.name.toLowerCase() === name) ?? items.find(({ id }) => id === given);
  if (found) return found;
  const names = items.map((it) => `"${it.name}"`).join(', ');
  const known = names ? `There are ${names}.` : '"thingdock filters save NAME" saves one.';
  throw new Failure('filter_unknown', { details: { name: given, known } });
}
