import { join } from 'node:path';
import { startAwsLocal } from '@thingdock/aws-local';
import { buildConsole } from './console.ts';
import { startDemo } from './demo/demo.ts';
import type { Options } from './options.ts';
import { choosePorts } from './ports.ts';
import { readyInfo, removeReadyFile, writeReadyFile } from './ready-file.ts';
import { startServer } from './server.ts';
import { summary } from './summary.ts';

type Say = (line: string) => void;

/**
 * Starts everything, says where to look, and runs until a signal. Whatever was started is stopped again in the opposite
 * order, also when a later part fails to start.
 */
export async function run(options: Options, say: Say): Promise<void> {
  const stopped = signal();
  await using started = new AsyncDisposableStack();
  const running = start(options, say, started, stopped);
  // A signal while things still start: what has been started so far is stopped, the rest ends with this process.
  running.catch(() => {});
  await Promise.race([running.then(({ ended }) => ended), stopped.wait]);
  say('Stopping …');
}

async function start(options: Options, say: Say, started: AsyncDisposableStack, stopped: Stopped) {
  const { dataDir, readyFile } = options;
  // One that a killed process left behind would speak of things that are gone.
  if (readyFile) removeReadyFile(readyFile);
  const ports = await choosePorts(dataDir, options.port);
  say('Starting the stand-in for AWS …');
  const aws = await startAwsLocal({ dataDir: join(dataDir, 'aws'), ports });
  started.defer(() => aws.close());
  await buildConsole(say);
  say('Starting the server …');
  const server = await startServer(aws, dataDir, ports.server);
  started.defer(() => server.child.stop());
  const demo = options.demo ? await startDemo(aws, server, dataDir, say) : undefined;
  if (demo) {
    started.defer(() => demo.agent.stop());
    void demo.agent.ended.then(() => {
      if (!stopped.aborted)
        say(`The demo device's agent ended. Start it again: npm run -s agent -- --config ${demo.deviceConfig}`);
    });
  }
  if (readyFile) {
    writeReadyFile(readyFile, readyInfo(aws, server, demo));
    started.defer(() => removeReadyFile(readyFile));
  }
  say(summary({ aws, server, demo, dataDir }));
  const ended = server.child.ended.then(() => {
    if (!stopped.aborted) throw new Error(`The server ended by itself. Its log: ${server.child.logFile}`);
  });
  return { ended };
}

type Stopped = { wait: Promise<void>; readonly aborted: boolean };

/** Resolves at the first signal that asks us to stop. */
function signal(): Stopped {
  let aborted = false;
  const wait = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(name, () => {
        aborted = true;
        resolve();
      });
  });
  return {
    wait,
    get aborted() {
      return aborted;
    },
  };
}
