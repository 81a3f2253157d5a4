import type { RollbackPreview } from '@thingdock/api';
import { count } from '../../../words/count.ts';

/** Ways back that are named; a fleet may come from many. */
const NAMED = 6;

/** What a roll back does, and what it leaves alone, line by line. */
export function backLines({ changes, newer, cancelled }: RollbackPreview): { goes: string[]; stays: string[] } {
  const rest = changes.slice(NAMED).reduce((sum, { devices }) => sum + devices, 0);
  const goes = changes
    .slice(0, NAMED)
    .map(({ to, devices }) => `${count(devices, 'device')}: ${to ?? 'nothing, as before'}`);
  const stays = [
    newer > 0 && `${count(newer, 'device')}: something newer was deployed since`,
    cancelled > 0 && `${count(cancelled, 'device')}: cancelled, so back already`,
  ];
  return {
    goes: rest > 0 ? [...goes, `${count(rest, 'device')}: other versions`] : goes,
    stays: stays.filter((line) => line !== false),
  };
}
