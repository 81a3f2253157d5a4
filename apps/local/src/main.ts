import { FolderInUse, lockFolder } from '@thingdock/effects';
import { parseOptions, USAGE, UsageError } from './options.ts';
import { PortTaken } from './ports.ts';
import { run } from './run.ts';

/** npm runs this with the repository as working folder and says in INIT_CWD where the user stands. */
const folder = process.env.INIT_CWD ?? process.cwd();
// What a signal interrupted may still be under way; it ends here, and its children end with it.
process.exit(await main());

/** Resolves with the exit code: 0 after a stop, 1 after a failure, 2 for a command line that makes no sense. */
async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2), folder);
    if (options === 'help') {
      process.stdout.write(USAGE);
      return 0;
    }
    const lock = lockFolder(options.dataDir);
    try {
      await run(options, (line) => process.stdout.write(`${line}\n`));
    } finally {
      lock.release();
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    const expected = error instanceof FolderInUse || error instanceof PortTaken;
    process.stderr.write(`${error instanceof Error ? (expected ? error.message : error.stack) : String(error)}\n`);
    return 1;
  }
}
