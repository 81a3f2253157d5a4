import type { CreateDeployment, Preview } from '@thingdock/api';
import { TREES_LIMIT } from '../../agents/index.ts';
import type { Database } from '../../platform/db/index.ts';
import { makePlan, type Plan, type PlanDeps } from '../plan.ts';
import { wantedOf } from '../wanted.ts';
import { type DeviceFacts, type Examined, examine, summarisePreview } from './examine.ts';
import { type FactDeps, gatherFacts } from './facts.ts';

export type PreviewDeps = PlanDeps & FactDeps & { database: Database };

/** Devices that a preview names. */
const SHOWN = 500;

/** What a deployment would meet, device by device. Throws what making it would throw, but for devices that are refused. */
export async function previewDeployment(
  deps: PreviewDeps,
  projectId: string,
  body: CreateDeployment,
): Promise<Preview> {
  const plan = await makePlan(deps, projectId, body);
  const { connection, subject, asset, names, sizes, startsAt } = plan;
  const about = { connection, subject, assetName: asset.asset_name ?? '' };
  const facts = await gatherFacts(deps, deps.database.root, about, names);
  const rest = { phases: sizes, startsAt: startsAt === null ? null : new Date(startsAt).toISOString() };
  return summarisePreview(examinePlan(plan, facts), rest, SHOWN);
}

export function examinePlan({ kind, asset, variables, added }: Plan, facts: readonly DeviceFacts[]): Examined[] {
  const wanted = wantedOf({ kind, ...asset, ...variables });
  return facts.map((one) => examine(one, wanted, { limit: TREES_LIMIT, added }));
}
