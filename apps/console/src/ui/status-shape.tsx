import type { DeviceStatus, Step, TargetState } from '@thingdock/api';
import { type Part, partOf } from '../features/deployments/progress.ts';
import { Shape, type ShapeName, type Tone } from './shape.tsx';

const DEVICE: Record<DeviceStatus, [ShapeName, Tone]> = {
  connected: ['disc', 'ok'],
  disconnected: ['ring', 'idle'],
  unknown: ['dashed', 'warn'],
};

export function DeviceShape({ status }: { status: DeviceStatus }) {
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
