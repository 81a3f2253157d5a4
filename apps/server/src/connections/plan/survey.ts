import type { PlannedObject } from '@thingdock/api';
import type { Database } from '../../platform/db/index.ts';
import { listClaims } from '../journal/store.ts';
import { getWireId } from '../store.ts';
import { listWebhooks } from '../webhooks/store.ts';
import { type ObserveDeps, type Observed, observe } from './observe.ts';
import { planObjects } from './plan.ts';

/** What there is in AWS, and what would have to be done about it, in order. */
export type Survey = { observed: Observed; objects: readonly PlannedObject[] };

export type SurveyDeps = ObserveDeps & {
  database: Database;
  publicUrl: () => URL;
  /** `undefined` before there is one. */
  connection: { id: string } | undefined;
};

/** Looks at everything that a connection has or would have in AWS. Changes nothing. */
export async function survey(deps: SurveyDeps): Promise<Survey> {
  const { database, place, wanted, publicUrl, connection } = deps;
  const observed = await observe(deps);
  const webhooks = connection ? await listWebhooks(database.root, connection.id) : [];
  const objects = planObjects({
    wanted,
    observed,
    claims: await listClaims(database.root, place),
    wireId: await getWireId(database.root, place),
    publicUrl: publicUrl(),
    webhooks: new Set(webhooks.map(({ secret_hash }) => secret_hash)),
  });
  return { observed, objects };
}

/** What is planned for one object. */
export function plannedFor(
  { objects }: Pick<Survey, 'objects'>,
  kind: PlannedObject['kind'],
  name: string,
): PlannedObject {
  const found = objects.find((object) => object.kind === kind && object.name === name);
  if (!found) throw new Error(`Nothing is planned for the ${kind} ${name}.`);
  return found;
}
