import { spawnSync } from 'node:child_process';

/** Programs that judge the stand-in from outside, and the Debian packages that hold them. npm brings everything else. */
const CLIENTS = [
  { program: 'aws', packageName: 'awscli' },
  { program: 'mosquitto_pub', packageName: 'mosquitto-clients' },
  { program: 'mosquitto', packageName: 'mosquitto' },
] as const;

/**
 * Makes sure that the foreign clients are there: installs them where that needs no questions (as root on Debian and its
 * relatives), else ends with what to install. Tests that need them fail without; they are never skipped.
 */
export function requireForeignClients(): void {
  const missing = CLIENTS.filter(({ program }) => !isThere(program));
  if (missing.length === 0) return;
  const packages = missing.map(({ packageName }) => packageName);
  const byApt = process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!byApt) {
    console.error(`The tests need ${packages.join(', ')}. Install with: sudo apt-get install ${packages.join(' ')}`);
    process.exit(1);
  }
  console.error(`Installing ${packages.join(', ')} for the tests …`);
  apt('update', '-q');
  apt('install', '-q', '-y', '--no-install-recommends', ...packages);
}

/** Whether it can be started; what it answers to `--version` is its own affair. Debian keeps servers where only root looks. */
function isThere(program: string): boolean {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  return spawnSync(program, ['--version'], { stdio: 'ignore', env }).error === undefined;
}

function apt(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
  if (status !== 0) {
    console.error(`apt-get ${args.join(' ')} failed; see its message above.`);
    process.exit(1);
  }
}
