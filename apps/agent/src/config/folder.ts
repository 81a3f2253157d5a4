import { dirname, join } from 'node:path';

/** Where everything of one agent lives: beside its `config.json`. */
export type AgentFolder = {
  root: string;
  /** Ids and addresses of the control plane; the name and form that other agents and installers use. */
  registration: string;
  /** Where others find out which process runs and where its Node-RED answers. */
  runtime: string;
  /** Files of the log that were not uploaded yet. */
  logs: string;
  nodeRed: {
    root: string;
    /** Which flow is installed, which was before, which failed. Replaced by rename: this is the switch. */
    flow: string;
    versions: string;
    /** Working folder of Node-RED: files that flows write survive a deployment. */
    data: string;
    settings: string;
    credentialSecret: string;
    port: string;
    process: string;
  };
};

export function agentFolder(configFile: string): AgentFolder {
  const root = dirname(configFile);
  const nodeRed = join(root, 'node-red');
  return {
    root,
    registration: join(root, '.enebular-config.json'),
    runtime: join(root, 'runtime.json'),
    logs: join(root, 'logs'),
    nodeRed: {
      root: nodeRed,
      flow: join(nodeRed, 'flow.json'),
      versions: join(nodeRed, 'versions'),
      data: join(nodeRed, 'data'),
      settings: join(nodeRed, 'settings.json'),
      credentialSecret: join(nodeRed, 'credential-secret'),
      port: join(nodeRed, 'port.json'),
      process: join(nodeRed, 'process.json'),
    },
  };
}
