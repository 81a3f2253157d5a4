import assert from 'node:assert/strict';
import type { Connection, Operation } from '@thingdock/api';
import type { AwsLocal } from '@thingdock/aws-local';
import { systemClock } from '@thingdock/effects';
import { until } from '@thingdock/testkit';
import type { Database } from '../../../src/platform/db/index.ts';
import { administrator, awsObjects } from '../aws-side.ts';
import {
  type Answer,
  call,
  operationOf,
  PROJECT,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
} from '../small-server.ts';
import { quickClock } from './quick-clock.ts';
import { createSaboteur, type Mishap, patienceWith, type Saboteur } from './saboteur.ts';

/** Waits of minutes last seconds; a test of three minutes stays within the hour in which SNS's messages count as fresh. */
export const SPEED = 15;
const KEY = Buffer.alloc(32, 5);
/** As in production, where the waits are counted in seconds of the clock; only a lease lasts as long as a stalled machine. */
const TIMING = { confirmMs: 90_000, probeMs: 60_000, probeAgainMs: 5_000, checkAgainMs: 3_000, leaseMs: 300_000 };

export type Key = { accessKeyId: string; secretAccessKey: string };

/** A server on the stand-in, one of whose calls can be made to fail. */
export type World = Awaited<ReturnType<typeof startWorld>>;

/** Without a mishap to come, the server has all the patience that it has in production. */
type Options = { aws: AwsLocal; database: Database; key: Key; mishap?: Mishap };

export async function startWorld({ aws, database, key, mishap }: Options) {
  const saboteur: Saboteur = createSaboteur(aws);
  const common = { database, aws, key: KEY, clock: quickClock(SPEED), awsClock: systemClock, timing: TIMING };
  const patience = mishap ? { patience: patienceWith(mishap) } : {};
  const server = await startSmallServer({ ...common, ...patience, counters: saboteur.counters });
  // Brings about what a trial begins from and ends with: a busy machine may make an answer late.
  const patient = await startSmallServer({ ...common, publicUrl: server.url });
  const jobs = new Map<string, () => Promise<void>>();
  // The first look at a connection that is there is a story of its own.
  server.bus.on('connection.activated', async () => saboteur.rest());
  await server.connections.start({ every: async (name, _seconds, work) => void jobs.set(name, work) });
  await server.tasks.idle();
  const root = administrator(aws, REGION);

  /** Waits for an operation to end; one that was put off is taken up again by the clock, as in production. */
  const ended = ({ id }: Pick<Operation, 'id'>): Promise<Operation> =>
    until(
      'the operation to end',
      async () => {
        const operation = (await call(server, 'GET', `/api/operations/${id}`)).body as unknown as Operation;
        if (operation.state !== 'running') return operation;
        await jobs.get('connections.recover')?.();
        return undefined;
      },
      { within: 60_000 },
    );

  /** What came of a request: refused at once, or the operation that it led to. */
  async function outcome(answer: Answer): Promise<Operation | Answer> {
    return answer.status === 202 ? ended(operationOf(answer)) : answer;
  }

  const listed = async () =>
    (await call(server, 'GET', `/api/projects/${PROJECT}/connections`)).body.items as Connection[];

  return {
    ...{ aws, database, server, patient, saboteur, root, key },
    ended,
    outcome,
    listed,
    active: async () => (await listed()).find(({ state }) => state === 'active'),
    objects: () => awsObjects(aws, REGION),
    create: (at: SmallServer = server) => postConnection(at, { ...bodyOf(aws), ...key }),
    async succeeds(answer: Answer): Promise<Operation> {
      const operation = await ended(operationOf(answer));
      // What follows must not come to grief in the place of what is tried next.
      await patient.tasks.idle();
      assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
      return operation;
    },
    async stop() {
      root.close();
      await patient.stop();
      await server.stop();
    },
  };
}

const bodyOf = (aws: AwsLocal) => ({ name: 'Plant', endpoint: aws.iotEndpoint(REGION), roleArn: aws.roleArn });
