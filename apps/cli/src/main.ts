#!/usr/bin/env node
import { systemClock } from '@thingdock/effects';
import { COMMANDS } from './commands/index.ts';
import { Failure } from './failures.ts';
import { run } from './run.ts';

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => interrupted.abort(new Failure('interrupted')));

// A reader that has seen enough (`thingdock … | head`) closes the pipe; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), COMMANDS, {
  env: process.env,
  // npm runs programs in the folder of the package and says here where the caller stood.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: systemClock,
  signal: interrupted.signal,
});
