#!/usr/bin/env node
import { pino } from 'pino';
import { HELP, parseArguments } from './command/arguments.ts';
import { describeForPeople } from './command/describe.ts';
import { removeReadyFile, writeReadyFile } from './command/ready-file.ts';
import { startAwsLocal } from './start.ts';

/** The command `aws-local`: runs the stand-in until it is interrupted. Exit code 2: wrong arguments, 1: it could not start or stop. */
async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.message}\n\n${HELP}`);
    return 2;
  }
  const { readyFile, logLevel, accounts: wanted, ...options } = parsed.options;
  // Standard output belongs to what a user asked for; the log goes beside it.
  const log = pino({ level: logLevel, serializers: { error: pino.stdSerializers.err } }, pino.destination(2));
  const stopped = interrupted();
  const aws = await startAwsLocal({ ...options, log });
  try {
    const accounts = await Promise.all(wanted.map((accountId) => aws.createAccount({ accountId })));
    if (readyFile !== undefined) await writeReadyFile(readyFile, aws, accounts);
    const region = options.regions[0] ?? 'us-east-1';
    process.stdout.write(describeForPeople({ aws, accounts, region, readyFile }));
    await stopped;
  } finally {
    if (readyFile !== undefined) await removeReadyFile(readyFile);
    await aws.close();
  }
  return 0;
}

/** Resolves at the first signal to stop; a second one ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`aws-local: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
