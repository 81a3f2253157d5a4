import type { DeployOrder, FlowIdentity, FlowStatus, JsonObject } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { AgentConfig } from '../config/config.ts';
import { type AgentFolder, ASSETS_VARIABLE } from '../config/folder.ts';
import { writeRuntimeInfo } from '../config/runtime-info.ts';
import type { Link } from '../connection/connection.ts';
import type { Reporter } from '../device-state/reporter.ts';
import type { Messenger } from '../messenger/messenger.ts';
import { createNodeRed } from '../node-red/node-red.ts';
import { createSupervisor } from '../node-red/supervisor.ts';
import type { Log } from '../platform/log.ts';
import { createOrphanGuard } from '../platform/orphan.ts';
import { AGENT_INFO } from '../version.ts';
import { credentialSecret } from './credentials.ts';
import type { CancelVerdict } from './current-deployment.ts';
import { deployFlow } from './deploy.ts';
import { downloadFlow } from './download.ts';
import { createFlows } from './flows.ts';
import { installFlow, sweepVersions } from './install.ts';
import { openFlowStore } from './memory.ts';
import { npmInstall } from './npm-install.ts';
import { openSettings } from './settings.ts';

/** Flows and the Node-RED that runs them. */
export type FlowPart = {
  /** Takes the desired state and its revision. */
  want(desired: JsonObject, uId: number): void;
  /** Takes an order that says where to download the flow. */
  order(order: DeployOrder): void;
  /** Cancels the deployment of this flow. */
  cancel(flow: FlowIdentity): Promise<CancelVerdict>;
  run(signal: AbortSignal): Promise<void>;
  /** Ends Node-RED for good. */
  close(): Promise<void>;
};

export type FlowPartDeps = {
  config: AgentConfig;
  folder: AgentFolder;
  /** Start file of Node-RED. */
  nodeRed: string;
  messenger: Messenger;
  link: Link;
  reporter: Reporter;
  clock: Clock;
  ids: Ids;
  log: Log;
};

/** Makes the part and prepares its folder: what an agent before this one left behind, process or files, is cleared away. */
export async function createFlowPart(deps: FlowPartDeps): Promise<FlowPart> {
  const { config, folder, messenger, link, reporter, clock, ids, log } = deps;
  const { versions } = folder.nodeRed;
  // Before its folder is swept: an npm that was left behind would go on writing into it.
  const guard = createOrphanGuard({ file: folder.nodeRed.npm, what: 'npm', clock, log });
  await guard.reap();
  const store = await openFlowStore({ file: folder.nodeRed.flow, log });
  const sweep = (keep: readonly (string | undefined)[]) => sweepVersions(versions, keep);
  await sweep([store.memory.current?.folder, store.memory.previous?.folder]);
  const settings = await openSettings({ file: folder.nodeRed.flowSettings, log });
  const secret = await credentialSecret(folder.nodeRed.credentialSecret);
  const nodeRed = createNodeRed({
    ...{ folder: folder.nodeRed, start: deps.nodeRed, configuredPort: config.nodeRedPort, credentialSecret: secret },
    ...{ clock, log },
    environment: () => ({
      ...{ [ASSETS_VARIABLE]: folder.assets, THINGDOCK_ASSETS_PATH: folder.assets },
      ...settings.settings.variables,
    }),
    onPort: (port) => writeRuntime(folder, config, port),
  });
  await nodeRed.reapOrphan();
  await writeRuntime(folder, config, await nodeRed.port());

  const supervisor = createSupervisor({
    ...{ launch: nodeRed.launch, clock, log },
    onStatus: ({ state, message }) =>
      reporter.set('status', 'flow', { state, message, controlSrc: 'deviceState' } satisfies FlowStatus),
  });
  const install = (flow: Parameters<typeof installFlow>[0], name: string, signal: AbortSignal) =>
    installFlow(flow, {
      ...{ versions, name, credentialSecret: secret, signal },
      npmInstall: (where, until) => npmInstall(where, { signal: until, guard }),
    });
  const deployDeps = {
    ...{ versions, store, messenger, link, supervisor, install, sweep, clock, ids, log },
    ...{ download: downloadFlow, enabled: () => settings.settings.enable !== false },
  };
  const flows = createFlows({
    ...{ versions, store, settings, supervisor, sweep, clock, log, report: reporter.set },
    deploy: (flow, options) => deployFlow(flow, deployDeps, options),
  });
  return { ...flows, close: supervisor.close };
}

function writeRuntime(folder: AgentFolder, config: AgentConfig, port: number): Promise<void> {
  return writeRuntimeInfo(folder.runtime, {
    agentPid: process.pid,
    agentVersion: AGENT_INFO.v,
    thingName: config.thingName,
    nodeRedPort: port,
    nodeRedUrl: `http://127.0.0.1:${port}/`,
  });
}
