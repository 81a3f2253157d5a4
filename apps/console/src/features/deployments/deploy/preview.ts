import type { Device } from '@thingdock/api';
import { count, sentenceList } from '../../../words/count.ts';

export type Wanted = { flowId: string; version: number } | undefined;

/** `12 devices: 9 now, 2 offline will wait, 1 of unknown status will get it when it connects.` */
export function previewLine(devices: readonly Device[], wanted: Wanted): string {
  if (devices.length === 0) return 'No device chosen yet.';
  const of = (status: Device['status']) => devices.filter((device) => device.status === status).length;
  const [now, offline, unknown] = [of('connected'), of('disconnected'), of('unknown')];
  const parts = [
    now > 0 && `${now.toLocaleString('en-US')} now`,
    offline > 0 && `${offline.toLocaleString('en-US')} offline will wait`,
    unknown > 0 && `${unknown.toLocaleString('en-US')} of unknown status will get it when it connects`,
  ].filter((part) => part !== false);
  const same = devices.filter(({ flow }) => flow?.id === wanted?.flowId && flow?.version === wanted?.version).length;
  const again = same > 0 && wanted ? ` ${count(same, 'device has', 'devices have')} this version already.` : '';
  return `${count(devices.length, 'device')}: ${sentenceList(parts)}.${again}`;
}

/** Exactly what the button does. */
export function deployLabel(flow: { name: string; version: number } | undefined, devices: number): string {
  if (!flow || devices === 0) return 'Deploy';
  return `Deploy ${flow.name} v${flow.version} to ${count(devices, 'device')}`;
}
