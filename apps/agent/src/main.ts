#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { FolderInUse, lockFolder, randomIds, systemClock } from '@thingdock/effects';
import { createAgent } from './agent.ts';
import { type Arguments, parseArguments, USAGE } from './arguments.ts';
import { type AgentConfig, ConfigError, parseConfig } from './config/config.ts';
import { agentFolder } from './config/folder.ts';
import type { Endpoint } from './connection/session.ts';
import { NodeRedMissing, resolveNodeRed } from './node-red/resolve.ts';
import { reasonOf } from './platform/errors.ts';
import { createLog } from './platform/log.ts';
import { runAgent } from './run.ts';

/** npm runs this with the repository as working folder and says in INIT_CWD where the user stands. */
const given = parseArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
process.exitCode = await main(given);

/** Resolves with the exit code: 0 after a clean stop, 1 after a failure, 2 for a command line that makes no sense. */
async function main(args: Arguments): Promise<number> {
  if (args.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (args.kind === 'wrong') {
    process.stderr.write(`${args.message}\n\n${USAGE}`);
    return 2;
  }
  try {
    await runUntilSignal(args);
    return 0;
  } catch (error) {
    const expected = error instanceof ConfigError || error instanceof FolderInUse || error instanceof NodeRedMissing;
    const unexpected = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${expected ? error.message : unexpected}\n`);
    return 1;
  }
}

async function runUntilSignal({ configFile, nodeRedPath, logLevel }: Extract<Arguments, { kind: 'run' }>) {
  const config = await readConfig(configFile);
  const folder = agentFolder(configFile);
  const endpoint = await readCertificates(config, configFile);
  const nodeRed = resolveNodeRed(nodeRedPath ?? config.nodeRedPath);
  const lock = lockFolder(folder.root);
  let listener = (_line: string): void => {};
  const write = (line: string) => {
    process.stderr.write(line);
    listener(line);
  };
  const onLogLine = (next: typeof listener) => {
    listener = next;
  };
  const log = createLog({ write, clock: systemClock, level: logLevel });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stop.abort(new Error(signal)));
  try {
    let told = false;
    const onConnected = () => {
      if (!told) process.stdout.write(`connected: ${config.thingName} at ${config.host}:${config.port}\n`);
      told = true;
    };
    const deps = { clock: systemClock, ids: randomIds, log };
    const agent = await createAgent({ config, folder, endpoint, nodeRed, onConnected, onLogLine, ...deps });
    await runAgent(agent, { stop: stop.signal, clock: systemClock, log });
  } finally {
    lock.release();
  }
}

async function readConfig(file: string): Promise<AgentConfig> {
  try {
    return parseConfig(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`The config file ${file} cannot be read: ${reasonOf(error)}`);
  }
}

async function readCertificates(config: AgentConfig, configFile: string): Promise<Endpoint> {
  const read = async (name: 'caCert' | 'clientCert' | 'privateKey') => {
    try {
      return await readFile(config[name], 'utf8');
    } catch (error) {
      throw new ConfigError(`"${name}" of ${configFile} cannot be read: ${reasonOf(error)}`);
    }
  };
  const [ca, cert, key] = await Promise.all([read('caCert'), read('clientCert'), read('privateKey')]);
  const { host, port, clientId, thingName, keepalive, servername } = config;
  return { host, port, clientId, thingName, keepalive, ca, cert, key, ...(servername ? { servername } : {}) };
}
