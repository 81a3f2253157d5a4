import { join } from 'node:path';
import type { Clock, Ids } from '@thingdock/effects';
import { type Agents, createAgents } from './agents/index.ts';
import { createAssets } from './assets/index.ts';
import { createAwsConnector } from './aws/index.ts';
import { createConnections } from './connections/index.ts';
import { createDeployments, type Deployments } from './deployments/index.ts';
import { createDevices, type Devices } from './devices/index.ts';
import { createBus, createEvents, registerFeed, startFeed } from './events/index.ts';
import { createInbox } from './inbox/index.ts';
import { createLicences, type Licences } from './licences/index.ts';
import { createLogs, type Logs } from './logs/index.ts';
import { createMonitoring } from './monitoring/index.ts';
import { createPeople } from './people/index.ts';
import type { Config } from './platform/config.ts';
import { createCounters } from './platform/counters.ts';
import { createEnvelope } from './platform/crypto/envelope.ts';
import { readInstallationKey } from './platform/crypto/installation-key.ts';
import { createSigner } from './platform/crypto/signer.ts';
import { migrate, openPgliteFolder, openPostgres } from './platform/db/index.ts';
import { closeHttpServer, createHttpServer, registerConsole, registerRoutes } from './platform/http/index.ts';
import { startJobs } from './platform/jobs/jobs.ts';
import type { Logger } from './platform/logger.ts';
import { createTasks } from './platform/tasks.ts';
import { systemRoutes } from './system.ts';

export type Running = {
  /** Where the server listens. */
  url: string;
  /** One-time link for the first administrator, while there is none. */
  setupUrl: string | undefined;
  /** Finishes what is under way and lets go of everything. */
  stop(): Promise<void>;
};

type Outside = { config: Config; log: Logger; clock: Clock; ids: Ids };

/** The only place that builds real things. Starts in the order in which parts need each other; stops in the opposite one. */
export async function compose(outside: Outside): Promise<Running> {
  const stack = new AsyncDisposableStack();
  try {
    return await build(outside, stack);
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function build({ config, log, clock, ids }: Outside, stack: AsyncDisposableStack): Promise<Running> {
  const key = readInstallationKey(config.keyFile);
  const database = config.databaseUrl
    ? openPostgres(config.databaseUrl, log)
    : await openPgliteFolder(join(config.dataDir, 'database'));
  stack.defer(() => database.close());
  await migrate(database, log);

  let publicUrl = config.publicUrl ?? new URL(`http://${config.host}:${config.port}`);
  const tasks = createTasks(log);
  const counters = createCounters();
  const platform = { config, log, clock, ids, database, counters, tasks, publicUrl: () => publicUrl };
  const secrets = { envelope: createEnvelope([key]), signer: createSigner(key) };
  const bus = createBus(tasks);
  const shared = { ...platform, ...secrets, bus };

  const connectAws = createAwsConnector({ ...platform, local: config.local });
  const people = createPeople(shared);
  const connections = createConnections({
    ...{ ...shared, connectAws, projectsOf: people.projectsOf },
    licences: {
      dependents: (executor, id) => licences.dependents(executor, id),
      release: (tx, connection, by) => licences.release(tx, connection, by),
    },
  });
  stack.defer(async () => connections.close());
  const assets = createAssets({
    ...shared,
    // Assets come before agents and deployments, which know what devices are told, and what they will be.
    inUse: async (versionIds) =>
      new Set([...(await agents.desired(versionIds)), ...(await deployments.needed(versionIds))]),
  });
  const devices: Devices = createDevices({
    ...shared,
    connections,
    local: config.local,
    // Devices come before deployments, which know what runs on them.
    flows: (connection, names) => deployments.deviceFlows(connection, names),
    forgotten: (tx, connection, name) => logs.forget(tx, connection, name),
    // Devices come before licences, which need their gates.
    endLicence: (tx, connection, name, by) => licences.endOf(tx, connection, name, by),
  });
  const licences: Licences = createLicences({ ...shared, connections, devices });
  const agents: Agents = createAgents({
    ...{ ...shared, connections, assets, devices, licences },
    onReports: (tx, connection, reports) => deployments.applyReports(tx, connection, reports),
  });
  const deployments: Deployments = createDeployments({
    ...{ ...shared, connections, assets, devices, agents },
    findFile: assets.findFileVersion,
  });
  const monitoring = createMonitoring({ ...shared, connections, licences, devices, agents });
  const inbox = createInbox({ ...shared, connections, devices, agents, deployments });

  const events = createEvents(shared);
  const logs: Logs = createLogs({ ...shared, connections, devices, licences, agents });

  const server = createHttpServer(platform);
  const gate = people.gate({
    connectionId: connections.project,
    operationId: connections.operationProject,
    filterId: devices.filterProject,
    flowId: assets.project,
    fileId: assets.fileProject,
    uploadId: assets.uploadProject,
    deploymentId: deployments.project,
  });
  const routes = [people, connections, assets, devices, licences, monitoring, deployments, logs, events].map(
    (feature) => feature.routes,
  );
  registerRoutes(server, Object.assign({}, systemRoutes(platform), ...routes), gate);
  people.register(server);
  assets.register(server, gate);
  agents.register(server);
  inbox.register(server);
  logs.register(server, gate);
  registerConsole(server, { ids, folder: join(import.meta.dirname, '../../console/dist') });
  const feed = await startFeed(database);
  stack.defer(() => feed.stop());
  registerFeed(server, { feed, gate, projectsOf: people.projectsOf });

  stack.defer(() => tasks.stop());
  const listening = await server.listen({ host: config.host, port: config.port });
  stack.defer(() => closeHttpServer(server));
  if (!config.publicUrl) publicUrl = new URL(listening);

  const jobs = await startJobs(database, log);
  stack.defer(() => jobs.stop());
  for (const feature of [connections, assets, devices, agents, deployments, inbox, logs, events])
    await feature.start(jobs);

  if (config.adminTokenFile) await people.writeAdminToken(config.adminTokenFile);
  const token = await people.openSetupLink();
  log.info({ event: 'server.started', url: listening, publicUrl: publicUrl.origin, database: database.kind }, 'ready');
  return {
    url: listening,
    setupUrl: token === undefined ? undefined : people.setupUrl(token),
    stop: () => stack.disposeAsync(),
  };
}
