import type { DeviceStatus, Step, TargetState } from '@thingdock/api';
import { type Part, partOf } from '../features/deployments/progress.ts';
import classes from './status-shape.module.css';

type ShapeName = 'disc' | 'ring' | 'dashed' | 'barred' | 'half' | 'tick' | 'cross';
type Tone = 'ok' | 'idle' | 'warn' | 'bad' | 'busy';

/** A status as a shape; colour only repeats what the shape says. Always stands beside its word. */
function Shape({ name, tone }: { name: ShapeName; tone: Tone }) {
  return (
    <svg aria-hidden="true" className={classes.shape} data-tone={tone} width="12" height="12" viewBox="0 0 12 12">
      {SHAPES[name]}
    </svg>
  );
}

const ring = <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.8" />;
const disc = <circle cx="6" cy="6" r="5.3" fill="currentColor" />;

const SHAPES = {
  disc,
  ring,
  dashed: (
    <>
      <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.1 1.8" />
      <path
        d="M4.7 4.700a1.3 1.3 0 1 1 1.9 1.150c-.4.2-.6.45-.6.9M6 8.300h.01"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.1"
        strokeLinecap="round"
      />
    </>
  ),
  barred: (
    <>
      {ring}
      <path d="M3.5 6h5" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
  half: (
    <>
      {ring}
      <path d="M6 1.500a4.5 4.5 0 0 1 0 9Z" fill="currentColor" />
    </>
  ),
  tick: (
    <>
      {disc}
      <path d="m3.6 6.2 1.7 1.7 3.1-3.4" fill="none" stroke="var(--surface)" strokeWidth="1.5" />
    </>
  ),
  cross: (
    <>
      <rect x="0.8" y="0.8" width="10.4" height="10.4" rx="2" fill="currentColor" />
      <path d="m4 4 4 4M8 4l-4 4" fill="none" stroke="var(--surface)" strokeWidth="1.5" />
    </>
  ),
} as const;

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
