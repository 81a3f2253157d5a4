import { failureOfProgram, type ProgramOptions, runProgram } from '../platform/program.ts';
import { DeployError } from './deploy-error.ts';

const TIMEOUT_MS = 10 * 60_000;
const OPTIONS = ['--omit=dev', '--no-audit', '--no-fund', '--no-update-notifier', '--no-progress', '--loglevel=error'];

/** Runs `npm install` in a folder. Rejects with DeployError carrying npm's own words, or with the signal's reason. */
export async function npmInstall(
  folder: string,
  { signal, guard }: Pick<ProgramOptions, 'signal' | 'guard'>,
): Promise<void> {
  const [command, ...first] = npmCommand(process.env);
  const end = await runProgram({
    ...{ command, args: [...first, 'install', '--prefix', folder, ...OPTIONS], cwd: folder },
    ...{ env: npmEnvironment(process.env), timeoutMs: TIMEOUT_MS, signal, guard },
    shell: process.platform === 'win32' && first.length === 0,
  });
  const failure = failureOfProgram(end, TIMEOUT_MS);
  if (failure) throw new DeployError(`npm install failed: ${npmProblem(end.said) || failure}`, { retry: true });
}

/** The npm that started this program, run by this very Node; else the one on the PATH. */
export function npmCommand(env: NodeJS.ProcessEnv): [string, ...string[]] {
  return env.npm_execpath?.endsWith('.js') ? [process.execPath, env.npm_execpath] : ['npm'];
}

/** An npm that was started by `npm run` inherits its project and its options; those must not leak into the flow's folder. */
export function npmEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept =
    /^npm_config_(?:registry|cache|userconfig|globalconfig|.*proxy|cafile|ca|strict_ssl|nodedir|.*:_auth.*)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}

/** npm's error lines without its prefix and without the pointer to a log file. */
export function npmProblem(stderr: string): string {
  return stderr
    .split('\n')
    .map((line) => line.replace(/^npm (?:error|ERR!)\s?(?:code\s)?/i, '').trim())
    .filter((line) => line !== '' && !/complete log|_logs/.test(line))
    .slice(0, 3)
    .join(' ')
    .slice(0, 500);
}
