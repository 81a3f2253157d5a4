import { FolderInUse, randomIds, systemClock } from '@thingdock/effects';
import { compose, type Running } from './compose.ts';
import { type Config, readConfig } from './platform/config.ts';
import { createLogger } from './platform/logger.ts';

/** npm runs this with the repository as working folder and says in INIT_CWD where the user stands. */
const folder = process.env.INIT_CWD ?? process.cwd();
process.exitCode = await main();

/** Resolves with the exit code: 0 after a clean stop, 1 when the server could not start. */
async function main(): Promise<number> {
  let config: Config;
  try {
    config = readConfig(process.env, folder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  const log = createLogger(config.logLevel);
  try {
    const running = await compose({ config, log, clock: systemClock, ids: randomIds });
    announce(running);
    await untilSignal();
    await running.stop();
    return 0;
  } catch (error) {
    const expected = error instanceof FolderInUse || isPortTaken(error);
    if (expected) process.stderr.write(`${error.message}\n`);
    else log.fatal({ event: 'server.failed', err: error }, 'the server could not start');
    return 1;
  }
}

/** To a terminal, and to the program that started this one, if any. */
function announce({ url, setupUrl }: Running): void {
  process.stdout.write(`Thingdock listens on ${url}\n`);
  if (setupUrl) process.stdout.write(`Create the first administrator, once, within a day: ${setupUrl}\n`);
  process.send?.({ url, setupUrl: setupUrl ?? null });
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function isPortTaken(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
