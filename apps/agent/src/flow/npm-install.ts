import { spawn } from 'node:child_process';
import { DeployError } from './deploy-error.ts';

const TIMEOUT_MS = 10 * 60_000;
const OPTIONS = ['--omit=dev', '--no-audit', '--no-fund', '--no-update-notifier', '--no-progress', '--loglevel=error'];

/** Runs `npm install` in a folder. Rejects with DeployError carrying npm's own words, or with the signal's reason. */
export async function npmInstall(folder: string, signal: AbortSignal): Promise<void> {
  const [command, ...first] = npmCommand(process.env);
  const child = spawn(command, [...first, 'install', '--prefix', folder, ...OPTIONS], {
    cwd: folder,
    env: npmEnvironment(process.env),
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    shell: process.platform === 'win32' && first.length === 0,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
  });
  const failure = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.name === 'AbortError' ? 'it took too long' : error.message));
    child.on('close', (code) => resolve(code === 0 ? undefined : npmProblem(said) || `npm ended with code ${code}`));
  });
  signal.throwIfAborted();
  if (failure) throw new DeployError(`npm install failed: ${failure}`, { retry: true });
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
