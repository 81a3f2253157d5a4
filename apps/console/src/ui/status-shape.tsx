import type { Step, TargetState } from '@thingdock/api';
import { type Part, partOf } from '../features/deployments/progress.ts';
import type { Look } from '../features/devices/status-words.ts';
import { Shape, type ShapeName, type Tone } from './shape.tsx';

const DEVICE: Record<Look, [ShapeName, Tone]> = {
  connected: ['disc', 'ok'],
  disconnected: ['ring', 'idle'],
  unknown: ['dashed', 'warn'],
  off: ['barred', 'idle'],
  unlicensed: ['dash', 'idle'],
  gone: ['struck', 'idle'],
};

export function DeviceShape({ status }: { status: Look }) {
  const [name, tone] = DEVICE[status];
  return <Shape name={name} tone={tone} />;
}

const PART: Record<Part, [ShapeName, Tone]> = {
  deployed: ['tick', 'ok'],
  deploying: ['half', 'busy'],
  pending: ['ring', 'idle'],
  failed: ['cross', 'bad'],
  rest: ['barred', 'idle'],
};

export function PartShape({ part }: { part: Part }) {
  const [name, tone] = PART[part];
  return <Shape name={name} tone={tone} />;
}

export function TargetShape({ state }: { state: TargetState }) {
  return <PartShape part={partOf(state)} />;
}

const STEP: Record<Step['state'], [ShapeName, Tone]> = {
  waiting: ['ring', 'idle'],
  running: ['half', 'busy'],
  done: ['tick', 'ok'],
  failed: ['cross', 'bad'],
  undone: ['barred', 'idle'],
};

export function StepShape({ state }: { state: Step['state'] }) {
  const [name, tone] = STEP[state];
  return <Shape name={name} tone={tone} />;
}
