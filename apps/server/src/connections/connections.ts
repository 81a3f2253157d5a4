import type { Config } from '../platform/config.ts';
import type { Tasks } from '../platform/tasks.ts';
import { createClients } from './clients.ts';
import type { Context } from './context.ts';
import { toRef } from './describe.ts';
import { forgetOld, shownSince } from './failed/failed.ts';
import { getFailed } from './failed/store.ts';
import { trust } from './health/check.ts';
import { createHealthWatch } from './health/watch.ts';
import { asInstaller } from './installer/installer.ts';
import { abandonAll, getOperation } from './operations/store.ts';
import { probeName } from './probe/probe.ts';
import { noteArrival } from './probe/store.ts';
import { recover } from './recover.ts';
import { connectionRoutes } from './routes.ts';
import { getActiveByWireId, getConnection, getProjectOf, listActive, listRefs } from './store.ts';
import { TIMING, type Timing } from './timing.ts';
import type { Connections } from './types.ts';
import { createWake } from './wake.ts';
import { followPublicUrl } from './webhooks/follow-public-url.ts';
import { confirmSubscription, findWebhook, forgetSubscription } from './webhooks/receive.ts';

export type ConnectionsDeps = Omit<Context, 'prefix' | 'local' | 'owner' | 'timing' | 'wake'> & {
  config: Pick<Config, 'awsPrefix' | 'healthSeconds' | 'local'>;
  tasks: Tasks;
  /** The projects that a user may see; `undefined` means every project. */
  projectsOf(user: { userId: string; administrator: boolean }): Promise<ReadonlySet<string> | undefined>;
  timing?: Partial<Timing>;
};

const RECOVER_SECONDS = 15;
/** Deliveries to an old address end at the next look after the new one was confirmed. */
const FOLLOW_SECONDS = 300;
const FORGET_SECONDS = 3_600;

/** AWS accounts: connect them, use them, let them go again. */
export function createConnections(deps: ConnectionsDeps): Connections {
  const context: Context = {
    ...deps,
    prefix: deps.config.awsPrefix,
    local: deps.config.local !== undefined,
    owner: deps.ids.uuid(),
    timing: { ...TIMING, ...deps.timing },
    wake: createWake(deps.clock),
  };
  const clients = createClients(context);
  const health = createHealthWatch({ ...context, tasks: deps.tasks, healthSeconds: deps.config.healthSeconds });

  return {
    ...lookups(context),
    ...webhookSide(context),
    aws: clients.of,
    asInstaller: (id, key, work) => asInstaller(context, id, key, work),
    routes: connectionRoutes({ ...context, tasks: deps.tasks, projectsOf: deps.projectsOf, forget: clients.forget }),
    async start(jobs) {
      // An embedded database belongs to one process, and that is this one: whoever worked before is dead.
      if (context.database.kind === 'pglite') await abandonAll(context.database.root);
      await recover(context, deps.tasks);
      await health.start(jobs);
      await jobs.every('connections.recover', RECOVER_SECONDS, () => recover(context, deps.tasks));
      await jobs.every('connections.forget_failed', FORGET_SECONDS, () => forgetOld(context));
      deps.tasks.start('connections.follow_public_url', () => followPublicUrl(context));
      await jobs.every('connections.follow_public_url', FOLLOW_SECONDS, () => followPublicUrl(context));
    },
    close: clients.close,
  };
}

type Lookups = 'find' | 'findByWireId' | 'active' | 'get' | 'ofProject' | 'project' | 'trust' | 'operationProject';

function lookups(context: Context): Pick<Connections, Lookups> {
  const { root } = context.database;
  return {
    async find(id) {
      const row = await getConnection(root, id);
      return row?.state === 'active' ? toRef(row) : undefined;
    },
    async findByWireId(wireId) {
      const row = await getActiveByWireId(root, wireId);
      return row && toRef(row);
    },
    active: async () => (await listActive(root)).map(toRef),
    async get(id) {
      const row = await getConnection(root, id);
      return row && toRef(row);
    },
    ofProject: async (projectId) => (await listRefs(root, projectId)).map(toRef),
    project: async (id) =>
      (await getProjectOf(root, id)) ?? (await getFailed(root, id, shownSince(context)))?.project_id,
    trust: (id) => trust(context, id),
    operationProject: async (id) => (await getOperation(root, id))?.project_id,
  };
}

type WebhookSide = 'webhook' | 'confirm' | 'unsubscribed' | 'probeName' | 'probeArrived';

function webhookSide(context: Context): Pick<Connections, WebhookSide> {
  return {
    webhook: (secret) => findWebhook(context, secret),
    confirm: (target, topicArn, token) => confirmSubscription(context, { target, topicArn, token }),
    async unsubscribed(target, topicArn) {
      await forgetSubscription(context, topicArn, target);
      context.bus.emit('connection.doubted', { connectionId: target.connection.id });
    },
    probeName: (connection) => probeName(connection.wireId),
    async probeArrived(connection, { nonce, arrivedAt }) {
      const { database, wake } = context;
      const noted = await database.transaction((tx) => noteArrival(tx, connection.id, nonce, new Date(arrivedAt)));
      if (noted) wake.wake(connection.id);
    },
  };
}
