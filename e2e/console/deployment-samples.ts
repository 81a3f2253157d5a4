import type { Deployment, FileWithVersions, FlowWithVersions, Rollout, Target } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';
import { ago, LINE } from './device-samples.ts';
import { plantFlow } from './plant-flow.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

export const FLOW: FlowWithVersions = {
  ...sample.flow(),
  name: 'line-monitor',
  latestVersion: 15,
  masterVersion: 14,
  updatedAt: ago(2 * MINUTE),
  versions: [
    { number: 12, title: 'Three shifts', comment: null, createdAt: ago(30 * DAY), createdBy: 'Ben Ito' },
    {
      number: 14,
      title: 'Night shift',
      comment: 'Reports every minute between 22:00 and 6:00.',
      createdAt: ago(3 * DAY),
    },
    { number: 15, title: 'Energy', comment: 'Reads the meters of hall 2 as well.', createdAt: ago(2 * MINUTE) },
  ].map((over) =>
    sample.flowVersion({
      size: plantFlow().length,
      createdBy: 'Ana Petrova',
      packages: { 'node-red-contrib-modbus': '5.43.0', 'node-red-contrib-influxdb': '0.7.0' },
      credentialsOf: ['meters'],
      ...over,
    }),
  ),
};

const SHA = 'T1PNoYwrqgwDVLtfmjtLlxfRZ8TSJnLE8HJcmmDx6gY=';
const VERSION = {
  filename: 'detector.bin',
  size: 48_200_000,
  sha256: SHA,
  createdBy: 'Ana Petrova',
  directory: 'vision',
  hooks: [],
} as const;

export const FILE: FileWithVersions = {
  id: 'file-1',
  projectId: 'project-1',
  name: 'detector',
  description: 'Finds bottles without a cap.',
  latestVersion: 2,
  createdAt: ago(20 * DAY),
  updatedAt: ago(DAY),
  versions: [
    { ...VERSION, number: 1, title: 'First', comment: null, createdAt: ago(20 * DAY), execute: null, hooks: [] },
    {
      ...VERSION,
      number: 2,
      title: 'Faster',
      comment: 'Half the time for each picture.',
      createdAt: ago(DAY),
      execute: { arguments: '--warm-up 10', environment: { MODEL: 'caps-v2', THREADS: '2' }, maxSeconds: 120 },
      hooks: [
        { stage: 'pre-deploy', path: 'vision/stop.sh', maxSeconds: 20 },
        { stage: 'post-deploy', path: 'vision/start.sh', maxSeconds: 60 },
      ],
    },
  ],
};

export const ROLLOUT: Rollout = {
  phases: [{ count: 12 }, { percent: 10 }, { percent: 30 }, {}],
  state: 'running',
  phase: 3,
  sizes: [12, 120, 360, 712],
  waitSeconds: 600,
  stopAt: { failed: 25, percent: 10 },
  nextPhaseAt: null,
  why: null,
};

const of = (over: Partial<Deployment>): Deployment =>
  sample.deployment({
    connectionId: LINE,
    connectionName: 'Osaka line',
    asset: { type: 'flow', id: 'flow-1', name: 'line-monitor', version: 14 },
    requestedBy: 'Ana Petrova',
    createdAt: ago(14 * MINUTE),
    updatedAt: ago(MINUTE),
    ...over,
  });

/** A rollout to 1,204 devices in its third phase. */
export const MID_ROLLOUT = of({
  id: 'rollout',
  rollout: ROLLOUT,
  counts: { deployed: 371, deploying: 48, requested: 36, pending: 736, failed: 9, timed_out: 4 },
});

export const HISTORY: readonly Deployment[] = [
  MID_ROLLOUT,
  of({
    id: 'halted',
    rollout: { ...ROLLOUT, state: 'halted', phase: 2, why: 'Halted: 25 failed or timed out, the limit is 25.' },
    asset: { type: 'flow', id: 'flow-1', name: 'line-monitor', version: 13 },
    counts: { deployed: 82, failed: 25, pending: 1_097 },
    createdAt: ago(DAY),
  }),
  of({
    id: 'stop',
    kind: 'flow-stop',
    asset: null,
    summary: 'successful',
    counts: { deployed: 40 },
    createdAt: ago(2 * DAY),
  }),
  of({
    id: 'file',
    kind: 'file-deploy',
    asset: { type: 'file', id: 'file-1', name: 'detector', version: 2 },
    summary: 'failed',
    counts: { deployed: 57, failed: 2, cancelled: 1 },
    requestedBy: 'Ben Ito',
    createdAt: ago(3 * DAY),
  }),
  of({
    id: 'variables',
    kind: 'env-set',
    asset: null,
    variables: ['LINE', 'SHIFT'],
    summary: 'successful',
    counts: { deployed: 12 },
    createdAt: ago(9 * DAY),
  }),
  of({ id: 'back', rollsBack: 'halted', summary: 'successful', counts: { deployed: 82 }, createdAt: ago(10 * DAY) }),
];

/** Tomorrow, on the minute, as its zone writes it. */
export function scheduledTomorrow(): Deployment {
  const startsAt = new Date(Math.ceil((Date.now() + DAY) / (5 * MINUTE)) * 5 * MINUTE);
  const local = new Date(startsAt.getTime() + 9 * 60 * MINUTE).toISOString().slice(0, 16);
  return of({
    id: 'scheduled',
    kind: 'flow-start',
    asset: null,
    counts: { scheduled: 212 },
    schedule: { at: local, timeZone: 'Asia/Tokyo', startsAt: startsAt.toISOString() },
  });
}

const ODD: readonly Partial<Target>[] = [
  { state: 'failed', message: 'npm could not install node-red-contrib-modbus: no space left on device' },
  {
    state: 'pending',
    waitsFor: 'offline',
    message: `Offline for 2 days; waiting for it until ${ago(-5 * DAY)}.`,
    deadlineAt: ago(-5 * DAY),
    attempt: 0,
  },
  { state: 'deploying', attempt: 1 },
  { state: 'timed_out', message: 'It said nothing for 15 minutes after it was told' },
  { state: 'requested', attempt: 1 },
  { state: 'pending', waitsFor: 'later_phase', phase: 4, attempt: 0 },
  { state: 'overridden', message: 'A newer deployment took its place', overriddenBy: 'stop' },
  { state: 'pending', waitsFor: 'retry', attempt: 1 },
  { state: 'pending', waitsFor: 'earlier_action', attempt: 0 },
];

/** The targets of the rollout, the odd ones first; the others have it or wait for their phase. */
export function targetsOf({ id, counts }: Deployment): Target[] {
  const size = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const phaseAt = (index: number) => (index < 12 ? 1 : index < 132 ? 2 : index < 492 ? 3 : 4);
  return Array.from({ length: size }, (_, index) => {
    const odd = id === 'rollout' ? ODD[index] : undefined;
    const phase = phaseAt(index);
    const usual: Partial<Target> =
      id === 'scheduled'
        ? { state: 'scheduled', waitsFor: 'scheduled', attempt: 0 }
        : phase < 4 || id !== 'rollout'
          ? { state: 'deployed' }
          : { state: 'pending', waitsFor: 'later_phase', attempt: 0 };
    return sample.target({
      device: `gw-osaka-${String(index + 1).padStart(5, '0')}`,
      requestedAt: ago(14 * MINUTE),
      updatedAt: ago((index % 13) * MINUTE),
      phase,
      ...usual,
      ...odd,
    });
  });
}
