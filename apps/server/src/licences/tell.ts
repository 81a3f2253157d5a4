import type { ConnectionRef } from '../connections/index.ts';
import { announce, record } from '../events/index.ts';
import type { Executor } from '../platform/db/index.ts';

type News = { type: 'licence.registered' | 'licence.deleted'; names: readonly string[]; at: number; by: string };

/** More than these are told as one: every page that shows licences asks anew anyway. */
const MOST_KEYS = 40;

/** Notes the events of licences that changed and tells open pages. */
export async function tell(
  tx: Executor,
  { id, projectId }: Pick<ConnectionRef, 'id' | 'projectId'>,
  { type, names, at, by }: News,
): Promise<void> {
  if (names.length === 0) return;
  const common = { projectId, connectionId: id, at, data: { by } };
  await record(
    tx,
    names.map((device) => ({ ...common, type, device })),
  );
  const keys = names.length > MOST_KEYS ? [`${id}/*`] : names.map((name) => `${id}/${name}`);
  await announce(tx, { type: 'licence', projectId, keys });
}
