import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideRollout, HELD_MS, type PhaseCounts, type Progress, resumed } from './decide.ts';

/** A rollout with its targets, as it would be kept; a restart loses nothing else. */
type Kind = keyof PhaseCounts;
type World = { progress: Progress; targets: { phase: number; is: Kind }[]; now: number };
type Settings = { waitSeconds: number; stopAt?: { failed?: number; percent?: number } };

const T0 = Date.UTC(2026, 0, 1);
const ENDED: readonly Kind[] = ['good', 'bad', 'other'];

const phase = fc.integer({ min: 1, max: 6 });
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      result: fc.constantFrom<Kind>('good', 'good', 'bad', 'offline', 'working', 'other'),
      at: fc.nat(50),
    }),
  },
  { weight: 4, arbitrary: fc.record({ begin: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ pass: fc.constantFrom(1_000, 60_000, 3_600_000, HELD_MS) }) },
  { weight: 1, arbitrary: fc.record({ say: fc.constantFrom('pause', 'resume', 'stop') }) },
  { weight: 1, arbitrary: fc.record({ restart: fc.constant(true) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
const settings: fc.Arbitrary<Settings> = fc.record(
  {
    waitSeconds: fc.constantFrom(0, 60),
    stopAt: fc.record(
      { failed: fc.integer({ min: 1, max: 4 }), percent: fc.constantFrom(10, 50) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['waitSeconds'] },
);

function countsOf({ targets }: World, phases: number): PhaseCounts[] {
  return Array.from({ length: phases }, (_, index) => {
    const counts: PhaseCounts = { waiting: 0, working: 0, offline: 0, good: 0, bad: 0, other: 0 };
    for (const target of targets) if (target.phase === index + 1) counts[target.is] += 1;
    return counts;
  });
}

/** Steps until nothing more follows by itself. A decision that changes nothing is the last. */
function settle(world: World, settings: Settings, phases: number): void {
  for (let steps = 0; ; steps += 1) {
    assert.ok(steps < 20, 'it comes to rest');
    const before = JSON.stringify(world);
    const { progress, cancelRest } = decideRollout({
      progress: world.progress,
      settings,
      counts: countsOf(world, phases),
      now: world.now,
    });
    assert.ok(progress.phase >= world.progress.phase && progress.phase <= world.progress.phase + phases);
    world.progress = progress;
    if (cancelRest) for (const target of world.targets) if (target.is === 'waiting') target.is = 'other';
    if (JSON.stringify(world) === before) return;
  }
}

/** As the starter does: only while it runs, and only of phases that have begun. */
function begin(world: World, count: number): void {
  if (world.progress.state !== 'running') return;
  const next = world.targets
    .filter(({ is, phase: at }) => is === 'waiting' && at <= world.progress.phase)
    .slice(0, count);
  for (const target of next) target.is = 'working';
}

function happen(world: World, event: Happening, phases: number): void {
  const begun = world.targets.filter(({ is }) => is === 'working' || is === 'offline');
  const target = 'result' in event ? begun[event.at % Math.max(1, begun.length)] : undefined;
  if (target && 'result' in event) target.is = event.result;
  if ('pass' in event) world.now += event.pass;
  if ('begin' in event) begin(world, event.begin);
  if (!('say' in event)) return;
  const { progress } = world;
  const held = progress.state === 'paused' || progress.state === 'halted';
  if (event.say === 'pause' && progress.state === 'running')
    world.progress = { ...progress, state: 'paused', heldAt: world.now };
  if (event.say === 'resume' && held) world.progress = resumed(progress, countsOf(world, phases));
  if (event.say === 'stop' && progress.state !== 'finished') world.progress = { ...progress, state: 'stopped' };
}

describe('whatever happens to a rollout', () => {
  it('it never exceeds its phase or its threshold, never forgets a target, and always ends', () => {
    fc.assert(
      fc.property(
        fc.array(phase, { minLength: 1, maxLength: 4 }),
        settings,
        fc.array(happening, { maxLength: 60 }),
        (sizes, wish, events) => {
          const targets = sizes.flatMap((size, index) =>
            Array.from({ length: size }, () => ({ phase: index + 1, is: 'waiting' as Kind })),
          );
          let world: World = { progress: startOf(), targets, now: T0 };
          for (const event of events) {
            if ('restart' in event) world = structuredClone(world);
            happen(world, event, sizes.length);
            settle(world, wish, sizes.length);
            check(world, wish, sizes);
          }
          finish(world, wish, sizes.length);
          assert.ok(
            world.targets.every(({ is }) => ENDED.includes(is)),
            'every target has ended',
          );
          assert.ok(['finished', 'stopped'].includes(world.progress.state), world.progress.state);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const startOf = (): Progress => ({
  ...{ state: 'running', phase: 1, phaseEndedAt: null, heldAt: null, why: null },
  forgiven: { bad: 0, ended: 0 },
});

function check(world: World, { stopAt }: Settings, sizes: readonly number[]): void {
  const { progress, targets } = world;
  assert.equal(
    targets.length,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const ahead = targets.filter(({ is, phase: at }) => at > progress.phase && !['waiting', 'other'].includes(is));
  assert.deepEqual(ahead, [], 'nothing of a later phase was begun');
  const unbegun = targets.some(({ is }) => is === 'waiting');
  const bad = targets.filter(({ is }) => is === 'bad').length - progress.forgiven.bad;
  if (unbegun && stopAt?.failed !== undefined && bad >= stopAt.failed)
    assert.notEqual(progress.state, 'running', 'nothing more begins at the threshold');
}

/** Everybody answers or grows too old, and nobody says anything more. */
function finish(world: World, wish: Settings, phases: number): void {
  for (let rounds = 0; rounds < 50; rounds += 1) {
    for (const target of world.targets) if (target.is === 'working' || target.is === 'offline') target.is = 'good';
    settle(world, wish, phases);
    begin(world, 100);
    world.now += HELD_MS;
    settle(world, wish, phases);
  }
}
