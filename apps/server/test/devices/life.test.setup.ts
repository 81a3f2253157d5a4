import type { ShadowDocument } from '../../src/aws/index.ts';
import type { StatusPush } from '../../src/devices/observe.ts';
import type { PresenceEvent } from '../../src/devices/presence/witness.ts';
import type { Gates } from '../../src/devices/show.ts';

/** What AWS, or a person, has to tell of a device. `at`: when it happened, in milliseconds. */
export type Happening =
  | { kind: 'push'; at: number; push: StatusPush }
  | { kind: 'frame'; at: number }
  | { kind: 'presence'; at: number; event: PresenceEvent }
  | { kind: 'read'; at: number; shadow: ShadowDocument | undefined }
  | { kind: 'gate'; at: number; change: Partial<Gates> };

export const STEPS = [
  ...(['connect', 'stop', 'die', 'blink', 'blink', 'object', 'frame', 'info', 'order', 'read'] as const),
  ...(['deleteShadow', 'loseGoodbye', 'monitor', 'license'] as const),
];
export type Step = {
  step: (typeof STEPS)[number];
  /** Since the step before; milliseconds, as all times here. */
  pause: number;
  /** How much later than it could a last will is written. */
  late: number;
  /** By how much the clocks of AWS's machines differ here. */
  jitter: number;
};

/** How the true state shows in the end: by the flag that the device writes, by something else that it sends, by a look at its shadow. */
export type Proof = 'flag' | 'frame' | 'read';

export type Life = {
  happenings: Happening[];
  online: boolean;
  gates: Pick<Gates, 'licensed' | 'monitored'>;
  /** Whether a look at its shadow tells the truth in the end. */
  shadowIsTrue: boolean;
};

type World = {
  now: number;
  online: boolean;
  session: { number: number; id: string; at: number };
  shadow: { version: number; connected?: boolean; writtenAt: number } | undefined;
  tokens: number;
  gates: Life['gates'];
  happenings: Happening[];
};

const OPEN = { licensed: true, monitored: true };
const THING = 'pump-1';
const BEGIN = Date.UTC(2026, 0, 1);
/** The device believes that it is tomorrow. */
const CLOCK_ERROR = 24 * 3_600_000;
/** AWS counts a deleted shadow's versions on for 48 hours. */
const TWO_DAYS = 49 * 3_600_000;

/** Lives through the steps, and leaves evidence of how it ends. With `presence` AWS tells of connections, too. */
export function live(steps: readonly Step[], proof: Proof, presence: boolean): Life {
  const session = { number: 0, id: 's0', at: BEGIN };
  const world: World = {
    now: BEGIN,
    online: false,
    session,
    shadow: undefined,
    tokens: 0,
    gates: OPEN,
    happenings: [],
  };
  for (const step of steps) {
    world.now += step.pause;
    DOINGS[step.step](world, step, presence);
  }
  prove(world, proof, presence);
  const { happenings, online, gates, shadow } = world;
  return { happenings, online, gates, shadowIsTrue: shadow?.connected === online };
}

function prove(world: World, proof: Proof, presence: boolean): void {
  const { online, shadow } = world;
  world.now += 5_000;
  const still = { step: 'frame', pause: 0, late: 0, jitter: 0 } as const;
  // The flag that it left behind is the only evidence that it went, unless AWS tells, too.
  if (!online && (shadow === undefined || (shadow.connected && !presence))) DOINGS.connect(world, still, presence);
  const before = world.shadow?.connected === world.online ? proof : 'flag';
  if (world.online && proof === 'frame') DOINGS.frame(world, still, presence);
  else if (world.online && before === 'flag') DOINGS.object(world, still, presence);
  if (proof === 'read') DOINGS.read(world, still, presence);
}

type Doing = (world: World, step: Step, presence: boolean) => void;

const DOINGS: Readonly<Record<Step['step'], Doing>> = {
  connect(world, { jitter }, presence) {
    if (world.online) return;
    open(world, jitter, presence);
    world.now += 300;
    write(world, { connected: true, own: true, jitter });
  },
  stop(world, { jitter }, presence) {
    if (!world.online) return;
    write(world, { connected: false, own: true, jitter });
    world.now += 200;
    close(world, 'clean', jitter, presence);
  },
  /** AWS refuses the goodbye, because the shadow changed meanwhile; only its own word on connections tells. */
  loseGoodbye(world, { jitter }, presence) {
    if (world.online && presence) close(world, 'clean', jitter, presence);
  },
  die(world, { late, jitter }, presence) {
    if (!world.online) return;
    close(world, 'lost', jitter, presence);
    world.now += late;
    write(world, { connected: false, own: false, jitter });
  },
  /** It is back before its last will is written, which thus comes after it and has the higher version. */
  blink(world, { late, jitter }, presence) {
    if (!world.online) return;
    close(world, 'lost', jitter, presence);
    world.now += 300 + jitter;
    open(world, jitter, presence);
    world.now += 100;
    write(world, { connected: true, own: true, jitter });
    world.now += late;
    write(world, { connected: false, own: false, jitter });
  },
  object(world, { jitter }) {
    if (world.online) write(world, { connected: true, own: true, jitter });
  },
  frame(world) {
    if (world.online) world.happenings.push({ kind: 'frame', at: world.now });
  },
  info(world, { jitter }) {
    if (world.online) write(world, { own: true, jitter });
  },
  /** Somebody else writes into the shadow. No message tells of it. */
  order(world) {
    if (world.shadow) world.shadow = { ...world.shadow, version: world.shadow.version + 1 };
  },
  read(world) {
    world.happenings.push({ kind: 'read', at: world.now, shadow: documentOf(world) });
  },
  deleteShadow(world) {
    if (world.online || !world.shadow) return;
    world.shadow = undefined;
    world.now += TWO_DAYS;
  },
  monitor(world, { jitter }) {
    turn(world, { monitored: jitter % 2 === 0 });
  },
  license(world, { jitter }) {
    turn(world, { licensed: jitter % 2 === 0 });
  },
};

function open(world: World, jitter: number, presence: boolean): void {
  const number = world.session.number + 1;
  world.session = { number, id: `s${number}`, at: world.now };
  world.online = true;
  if (presence) tell(world, { connected: true, end: null, address: '192.0.2.1' }, jitter);
}

function close(world: World, end: 'clean' | 'lost', jitter: number, presence: boolean): void {
  world.online = false;
  if (presence) tell(world, { connected: false, end, address: null }, jitter);
}

function tell(world: World, part: Pick<PresenceEvent, 'connected' | 'end' | 'address'>, jitter: number): void {
  const { now: at, session } = world;
  const event = { thingName: THING, session: session.id, version: session.number, at: at + jitter, ...part };
  world.happenings.push({ kind: 'presence', at, event });
}

function turn(world: World, change: Partial<Life['gates']>): void {
  world.gates = { ...world.gates, ...change };
  world.happenings.push({ kind: 'gate', at: world.now, change });
}

type Words = { connected?: boolean; own: boolean; jitter: number };

function write(world: World, { connected, own, jitter }: Words): void {
  const { now: at, shadow } = world;
  const version = (shadow?.version ?? 0) + 1;
  const timestamp = Math.floor(at / 1_000);
  world.shadow = {
    writtenAt: timestamp,
    ...shadow,
    version,
    ...(connected === undefined ? {} : { connected, writtenAt: timestamp }),
  };
  world.tokens += 1;
  const flag = connected === undefined ? { agent: { type: 'enebular-agent', v: '2.18.2' } } : { awsiot: { connected } };
  const push: StatusPush = {
    thingName: THING,
    enebular: { ...flag, at: at + CLOCK_ERROR },
    ...{ version, timestamp, receivedAt: at + jitter },
    clientToken: own ? `${THING}-${world.tokens}` : null,
    messageId: `m${world.tokens}`,
  };
  world.happenings.push({ kind: 'push', at, push });
}

function documentOf({ now, shadow }: World): ShadowDocument | undefined {
  if (!shadow) return undefined;
  const { version, connected, writtenAt: timestamp } = shadow;
  const flag = connected === undefined ? {} : { awsiot: { connected } };
  return {
    ...{ version, timestamp: Math.floor(now / 1_000) },
    state: { reported: { enebular: flag } },
    metadata: { reported: { enebular: { awsiot: { connected: { timestamp } } } } },
  };
}
