import type { DeployOrder, FlowStatus, JsonObject } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { AgentConfig } from '../config/config.ts';
import type { AgentFolder } from '../config/folder.ts';
import { writeRuntimeInfo } from '../config/runtime-info.ts';
import type { Link } from '../connection/connection.ts';
import type { Reporter } from '../device-state/reporter.ts';
import type { Messenger } from '../messenger/messenger.ts';
import { createNodeRed } from '../node-red/node-red.ts';
import { createSupervisor } from '../node-red/supervisor.ts';
import type { Log } from '../platform/log.ts';
import { AGENT_INFO } from '../version.ts';
import { credentialSecret } from './credentials.ts';
import { deployFlow } from './deploy.ts';
import { downloadFlow } from './download.ts';
import { createFlows } from './flows.ts';
import { installFlow, sweepVersions } from './install.ts';
import { openFlowStore } from './memory.ts';
import { npmInstall } from './npm-install.ts';

/** Flows and the Node-RED that runs them. */
export type FlowPart = {
  /** Takes the desired state. */
  want(desired: JsonObject): void;
  /** Takes an order that says where to download the flow. */
  order(order: DeployOrder): void;
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
  const store = await openFlowStore({ file: folder.nodeRed.flow, log });
  const sweep = (keep: readonly (string | undefined)[]) => sweepVersions(versions, keep);
  await sweep([store.memory.current?.folder, store.memory.previous?.folder]);
  const secret = await credentialSecret(folder.nodeRed.credentialSecret);
  const nodeRed = createNodeRed({
    ...{ folder: folder.nodeRed, start: deps.nodeRed, configuredPort: config.nodeRedPort, credentialSecret: secret },
    ...{ clock, log },
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
    installFlow(flow, { versions, name, credentialSecret: secret, npmInstall, signal });
  const deployDeps = {
    ...{ versions, store, messenger, link, supervisor, install, sweep, clock, ids, log },
    download: downloadFlow,
  };
  const flows = createFlows({
    ...{ versions, store, supervisor, clock, log, report: reporter.set },
    deploy: (flow, options) => deployFlow(flow, deployDeps, options),
  });
  return { want: flows.want, order: flows.order, run: flows.run, close: supervisor.close };
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
