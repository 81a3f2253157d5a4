import { dirname, join, resolve } from 'node:path';

/** Where everything of one agent lives: beside its `config.json`. */
export type AgentFolder = {
  root: string;
  /** Ids and addresses of the control plane; the name and form that other agents and installers use. */
  registration: string;
  /** Where others find out which process runs and where its Node-RED answers. */
  runtime: string;
  /** Files of the log that were not uploaded yet. */
  logs: string;
  /** Which files are installed, which failed, which are on their way. */
  files: string;
  /** Whether logs are wanted. */
  monitoring: string;
  /** The program of a file that runs now. */
  program: string;
  /** Where files go that are deployed to the device, unless the environment names another folder. */
  assets: string;
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
    /** Switch and environment variables. */
    flowSettings: string;
    /** The npm that runs now. */
    npm: string;
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
    files: join(root, 'files.json'),
    monitoring: join(root, 'monitoring.json'),
    program: join(root, 'program.json'),
    assets: assetsFolder(root, process.env),
    nodeRed: {
      root: nodeRed,
      flow: join(nodeRed, 'flow.json'),
      versions: join(nodeRed, 'versions'),
      data: join(nodeRed, 'data'),
      settings: join(nodeRed, 'settings.json'),
      credentialSecret: join(nodeRed, 'credential-secret'),
      port: join(nodeRed, 'port.json'),
      process: join(nodeRed, 'process.json'),
      flowSettings: join(nodeRed, 'flow-settings.json'),
      npm: join(nodeRed, 'npm.json'),
    },
  };
}

/** Agents of the field read the same name, and flows find it under that name. */
export const ASSETS_VARIABLE = 'ENEBULAR_ASSETS_DATA_PATH';

function assetsFolder(root: string, env: NodeJS.ProcessEnv): string {
  return resolve(root, env.THINGDOCK_ASSETS_PATH || env[ASSETS_VARIABLE] || 'assets');
}
