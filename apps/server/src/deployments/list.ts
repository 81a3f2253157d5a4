import { type DeploymentQuery, fieldFault, type TargetQuery } from '@thingdock/api';
import type Type from 'typebox';
import type { ActionFilter } from './store.ts';
import type { ActionRow } from './tables.ts';
import type { TargetFilter } from './target-store.ts';

const USUAL = 100;
const MOST = 500;

export const limitOf = (limit: string | undefined): number => Math.min(Number(limit ?? USUAL), MOST);

/** Where a page ends: the time and id of its last deployment. */
export function cursorOf({ created_at, id }: ActionRow): string {
  return Buffer.from(`${created_at.toISOString()} ${id}`).toString('base64url');
}

function readCursor(cursor: string): { at: Date; id: string } {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || id === '') throw fieldFault('before', 'cursor_invalid');
  return { at, id };
}

const several = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

export function actionFilter(projectId: string, query: Type.Static<typeof DeploymentQuery>): ActionFilter {
  const { device, connectionId, flowId, fileId, kind, summary, scheduled, before } = query;
  return {
    ...{ projectId, device, connectionId, summary },
    assetId: flowId ?? fileId,
    kinds: several(kind),
    scheduled: scheduled === undefined ? undefined : scheduled === 'yes',
    before: before === undefined ? undefined : readCursor(before),
  };
}

export function targetFilter({ state, name, phase, after }: Type.Static<typeof TargetQuery>): TargetFilter {
  return { states: several(state), name, phase: phase === undefined ? undefined : Number(phase), after };
}
