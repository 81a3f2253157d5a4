import { capabilitiesOf } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { ConnectionRef } from '../connections/index.ts';
import type { DeviceSnapshot, Devices } from '../devices/index.ts';
import type { Licences } from '../licences/index.ts';
import { type Batches, createBatches } from '../platform/batches.ts';
import type { Signer } from '../platform/crypto/signer.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { factsOf } from './facts.ts';
import type { FlowUrls } from './flow-urls.ts';
import { composeMessage, composeOrder, type Message } from './message.ts';
import { decideSilence } from './silence.ts';
import { decideSlot, sooner } from './slot.ts';
import * as store from './store.ts';
import type { AgentKey, AgentRow } from './tables.ts';
import { decideWithoutRole, type OnReports, openOrder, type Seen } from './without-role/order.ts';
import { afterWritten, type Written } from './written.ts';

export type StepDeps = {
  database: Database;
  clock: Clock;
  ids: Ids;
  signer: Signer;
  publicUrl: () => URL;
  devices: Pick<Devices, 'snapshots'>;
  licences: Pick<Licences, 'current'>;
  flowUrls: Pick<FlowUrls, 'issue'>;
  onReports: OnReports;
};

/**
 * What the one writer of a device's slot does next: writes a message; `look`s into the shadow, since what to write depends on
 * that; `settle`s that the device is shown as silent, or no longer so; or is `done`, its lease given back.
 */
export type Step = Message | 'look' | 'settle' | 'done';

/** A writer's question, with what it did since the one before. */
export type Question = {
  connection: ConnectionRef;
  thingName: string;
  /** Names the writer. */
  token: string;
  /** Its first question: it becomes the writer, unless there is one. */
  begins?: boolean;
  written?: Written;
  /** It looked into the shadow, and saw this if there was any reason to. */
  looked?: boolean;
  seen?: Seen | undefined;
};

/** Longer than a call to AWS may take. The look that is due then covers a writer that died. */
const LEASE_MS = 30_000;
const LARGEST = 250;
const LANES = 2;
const PAUSE_MS = 25;
const WORTH_A_LANE = 32;

/** Notes what the writers of many devices did, and tells them what to do next: in one transaction for all that ask together. */
export function createSteps(deps: StepDeps): Batches<Question, Step> {
  return createBatches({
    key: ({ connection, thingName }) => `${connection.wireId}/${thingName}`,
    store: (questions) => answer(deps, questions),
    oneOfAKey: true,
    ...{ largest: LARGEST, lanes: LANES, worthALane: WORTH_A_LANE, pauseMs: PAUSE_MS },
  });
}

async function answer({ database, ...deps }: StepDeps, questions: readonly Question[]): Promise<Step[]> {
  const byConnection = [...Map.groupBy(questions, ({ connection }) => connection.wireId).values()];
  // In one order, so that two transactions do not deadlock.
  byConnection.sort((a, b) => ((a[0]?.connection.wireId ?? '') < (b[0]?.connection.wireId ?? '') ? -1 : 1));
  const steps = new Map<Question, Step>();
  await database.transaction(async (tx) => {
    for (const some of byConnection) await answerSome(deps, tx, some, steps);
  });
  return questions.map((question) => steps.get(question) ?? 'done');
}

type Inner = Omit<StepDeps, 'database'>;

/**
 * Of one connection. The agents are locked before anything is read: whoever changes something afterwards and asks to be the
 * writer waits for the end of this transaction, so no change falls between the reading and the giving back.
 */
async function answerSome(
  deps: Inner,
  tx: Executor,
  questions: readonly Question[],
  steps: Map<Question, Step>,
): Promise<void> {
  const [first] = questions;
  if (!first) return;
  const { connection } = first;
  const { wireId } = connection;
  const now = deps.clock.now();
  const agents = await store.lockKnown(
    tx,
    wireId,
    questions.map(({ thingName }) => thingName),
  );
  const mine = questions.flatMap((question) => {
    const agent = agents.get(question.thingName);
    return agent && mayWrite(agent, question, now) ? [{ question, agent }] : [];
  });
  const names = mine.map(({ question }) => question.thingName);
  if (names.length === 0) return;
  const devices = await deps.devices.snapshots(tx, connection, names);
  const licences = await deps.licences.current(tx, wireId, names);
  const changed: AgentRow[] = [];
  for (const { question, agent: before } of mine) {
    const { thingName, written, token } = question;
    const agent = written ? afterWritten(before, written) : before;
    const known = { device: devices.get(thingName), licence: licences.get(thingName) };
    const decision = await decide(deps, tx, { question, agent, now, ...known });
    const after = 'step' in decision ? leased(agent, token, now + LEASE_MS) : released(agent, decision.lookAgainAt);
    steps.set(question, 'step' in decision ? decision.step : 'done');
    if (question.begins && 'lookAgainAt' in decision && sameTime(after.due_at, before.due_at)) continue;
    changed.push(after);
  }
  await store.saveSlots(tx, wireId, changed);
}

function mayWrite(agent: AgentRow, { begins, token }: Question, now: number): boolean {
  if (!begins) return agent.lease_token === token;
  return agent.lease_until === null || agent.lease_until.getTime() <= now;
}

const leased = (agent: AgentRow, token: string, until: number): AgentRow => ({
  ...agent,
  ...{ lease_token: token, lease_until: new Date(until), due_at: new Date(until) },
});

const released = (agent: AgentRow, lookAgainAt: number | null): AgentRow => ({
  ...agent,
  ...{ lease_token: null, lease_until: null, due_at: lookAgainAt === null ? null : new Date(lookAgainAt) },
});

const sameTime = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

type Known = {
  question: Question;
  agent: AgentRow;
  device: DeviceSnapshot | undefined;
  licence: string | undefined;
  now: number;
};

async function decide(
  deps: Inner,
  tx: Executor,
  { question, agent, device, licence, now }: Known,
): Promise<{ step: Exclude<Step, 'done'> } | { lookAgainAt: number | null }> {
  const { connection, thingName } = question;
  // No message tells when such a device comes or acknowledges: only its shadow does.
  if (connection.roleArn === null && !question.looked) return { step: 'look' };
  const key: AgentKey = { wireId: connection.wireId, thingName };
  const facts = factsOf({ agent, device, connection, licence, now });
  const { silence, lookAgainAt: silentAt } = decideSilence(facts);
  if (device && device.silence !== silence) return { step: 'settle' };
  const isOld = !!device?.agent && capabilitiesOf(device.agent).flow === 'message';
  const byMessage = connection.roleArn === null || (isOld && openOrder(agent) !== undefined);
  const decision = byMessage
    ? await decideWithoutRole(deps, tx, { connection, key, agent, facts, seen: question.seen })
    : decideSlot(facts);
  if (decision === 'look') return { step: 'look' };
  if ('flow' in decision) return { step: composeOrder(deps.flowUrls, key, decision.flow) };
  const next = sooner(decision, silentAt);
  if ('write' in next) return { step: composeMessage(deps, { key, agent, licence: facts.licence }, next.write) };
  return next;
}
