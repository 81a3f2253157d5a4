import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { until } from '@thingdock/testkit';

const root = join(import.meta.dirname, '..');
const guide = readFileSync(join(root, 'docs/how-to/use-the-stand-in.md'), 'utf8');

/** The first block of this kind under a heading of the guide. */
function block(heading: string, language: 'sh' | 'js'): string {
  const [, section = ''] = guide.split(`\n## ${heading}\n`);
  const [, text] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section.split('\n## ')[0] ?? '') ?? [];
  assert.ok(text, `the guide has no ${language} block under '${heading}'`);
  return text;
}

// The project of a user: a folder somewhere else, in which only what the guide names is installed.
const project = mkdtempSync(join(tmpdir(), 'my-project-'));
const env = {
  HOME: project,
  // The Node that the guide asks for, and nothing from a registry: the tarball must be enough.
  PATH: `${join(process.execPath, '..')}${delimiter}${process.env.PATH}`,
  npm_config_offline: 'true',
  npm_config_cache: join(project, '.npm'),
  AWS_EC2_METADATA_DISABLED: 'true',
};
const running: ChildProcess[] = [];

const shell = (script: string) =>
  promisify(execFile)('bash', ['-e', '-c', script], { cwd: project, env, timeout: 60_000 });

/** Runs a line of the guide in the background; `output` is what it has printed so far. */
function background(line: string) {
  const child = spawn('bash', ['-e', '-c', `exec ${line.trim()}`], { cwd: project, env, detached: true });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

/** As in the guide, with any free ports. */
const serving = `${block('2. Run it', 'sh').trim()} --http-port 0 --https-port 0 --mqtt-port 0`;

function writeScripts(): void {
  for (const heading of ['3. Set up a device with an SDK', '4. Let the device speak', '6. Start it inside a test']) {
    const text = block(heading, 'js');
    const [, name] = /^\/\/ (\S+)\n/.exec(text) ?? [];
    assert.ok(name);
    writeFileSync(join(project, name), text);
  }
}

before(async () => {
  const packing = block('1. Pack it', 'sh').trim().replace('../my-project', project);
  await promisify(execFile)('bash', ['-e', '-c', packing], { cwd: root, timeout: 60_000 });
  writeScripts();
  writeFileSync(join(project, 'package.json'), '{"name":"my-project","private":true}');
});

after(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
    const exited = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await exited;
  }
  rmSync(project, { recursive: true, force: true });
});

describe('the stand-in, packed, in a project of its own', () => {
  it('installs without anything else', async () => {
    await shell(block('6. Start it inside a test', 'sh'));
    assert.deepEqual(
      readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.')),
      ['@thingdock'],
    );
    // The clients that a user would install from the registry.
    for (const name of ['@aws-sdk', 'mqtt'])
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  });

  it('runs inside a test', async () => {
    const { stdout } = await shell('node --test --test-reporter=tap shadow.test.mjs');
    assert.match(stdout, /^# pass 1$/m);
  });

  it('brings its types', async () => {
    const source = `import { type AwsLocalOptions, startAwsLocal } from '@thingdock/aws-local';
      const options: AwsLocalOptions = { snsRetrySpeed: 10 };
      const aws = await startAwsLocal(options);
      const port: number = aws.mqttPort;
      // @ts-expect-error: it is a number
      const wrong: string = aws.mqttPort;
      export { port, wrong };`;
    writeFileSync(join(project, 'typed.mts'), source);
    const options = '--module nodenext --target es2024 --strict --noEmit --types node --typeRoots';
    await shell(`node ${root}/node_modules/typescript/bin/tsc ${options} ${root}/node_modules/@types typed.mts`);
  });

  it('serves an SDK, a device and the CLI, as the guide says, and stops when told', async () => {
    const server = background(serving);
    await until(`the ready file; ${server.output()}`, () => existsSync(join(project, 'aws.json')));
    const { stdout } = await shell(block('3. Set up a device with an SDK', 'sh'));
    assert.match(stdout, /pump-1 is ready/);
    const device = background(block('4. Let the device speak', 'sh'));
    await until('the device waits', () => device.output().includes('waiting'));
    await shell(block('5. Ask it for something with the AWS CLI', 'sh'));
    await until('the device has left', () => device.child.exitCode === 0);
    assert.match(device.output(), /asked for {"speed":7}/);
    const { pid } = JSON.parse(readFileSync(join(project, 'aws.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGTERM');
    await until('the server has ended', () => server.child.exitCode !== null);
    assert.equal(existsSync(join(project, 'aws.json')), false);
  });
});
