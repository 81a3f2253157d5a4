import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { FileWithVersions } from '@thingdock/api';
import { until } from '@thingdock/testkit';
import { pageOf } from '../system/page.ts';
import { ROOT } from '../system/program.ts';
import { createGate, type Gate } from './gate.ts';
import { textFlow } from './page-flow.ts';
import { GATEWAY, type Plant, putFile, startPlant } from './plant.ts';

const FULL_DISK = { NODE_OPTIONS: `--import=${pathToFileURL(join(ROOT, 'e2e/deployments/full-disk.ts'))}` };
const HOOK = `#!/bin/sh
echo "$1" >> "$ENEBULAR_ASSETS_DATA_PATH/steps"
if [ "$1" = refuse ]; then echo "the line still runs" >&2; exit 3; fi
`;
const TOOL = `#!/bin/sh
echo "tool $1 at $LINE" >> "$ENEBULAR_ASSETS_DATA_PATH/steps"
echo "calibrated $1 sensors"
`;

describe('files on a device, with the programs that come with them', () => {
  let plant: Plant;
  let gate: Gate;
  const files = new Map<string, string>();
  const assets = (...place: string[]) => join(plant.device, 'assets', ...place);
  const text = (...place: string[]) => readFileSync(assets(...place), 'utf8');
  const idOf = (name: string) => files.get(name) ?? assert.fail(`there is no file ${name}`);
  const deploy = async (name: string) => plant.end(await plant.ask({ kind: 'file-deploy', fileId: idOf(name) }));
  const DEPLOYED = { state: 'deployed', message: null };

  /** Uploads a file on the command line; a name that is known gets its next version. */
  async function upload(name: string, filename: string, content: string, ...settings: string[]): Promise<void> {
    const path = putFile(plant.system, filename, content);
    const known = files.get(name);
    const { cli } = plant.system;
    if (known) return void (await cli.json('files', 'add-version', known, '--file', path, ...settings));
    const how = ['--project', plant.projectId, '--name', name, ...settings];
    files.set(name, (await cli.json<FileWithVersions>('files', 'upload', path, ...how)).id);
  }

  /** The content of the newest version of a file, where the server keeps it. */
  async function blobOf(name: string): Promise<string> {
    const { versions } = await plant.system.client.call('files.get', { params: { fileId: idOf(name) } });
    const hash = Buffer.from(versions[0]?.sha256 ?? '', 'base64').toString('hex');
    return join(plant.system.folder, 'server', 'blobs', hash.slice(0, 2), hash);
  }

  const state = async (name: string) => {
    const params = { connectionId: plant.connectionId, deviceName: GATEWAY };
    const { items } = await plant.system.client.call('devices.files', { params });
    return items.find((item) => item.fileId === files.get(name));
  };

  before(async () => {
    plant = await startPlant('pglite');
    gate = createGate(join(plant.system.folder, 'gate'));
    await plant.startAgent();
  });
  after(() => plant.system.stop());

  it('puts a file in its folder, byte by byte', async () => {
    await upload('recipe', 'recipe.json', '{"heat":180}', '--directory', 'recipes');
    assert.deepEqual(await deploy('recipe'), DEPLOYED);
    assert.equal(text('recipes', 'recipe.json'), '{"heat":180}');
    assert.deepEqual([(await state('recipe'))?.version, (await state('recipe'))?.state], [1, 'deployed']);
  });

  it('runs a file with its arguments and variables, between its hooks', async () => {
    await upload('hook', 'hook.sh', HOOK, '--execute', '--arguments', 'installed');
    assert.deepEqual(await deploy('hook'), DEPLOYED);
    const hooks = ['before', 'after'].map((word, at) => ({
      ...{ stage: at === 0 ? 'pre-deploy' : 'post-deploy', path: 'hook.sh', arguments: word, maxSeconds: 20 },
    }));
    const file = putFile(plant.system, 'hooks.json', JSON.stringify(hooks));
    const execute = ['--execute', '--arguments', '"four new"', '--env', 'LINE=7', '--hooks', file];
    await upload('tool', 'tool.sh', TOOL, '--directory', 'tools', ...execute);
    assert.deepEqual(await deploy('tool'), DEPLOYED);
    assert.deepEqual(text('steps').trim().split('\n'), ['installed', 'before', 'tool four new at 7', 'after']);
    assert.match(plant.agent.output(), /calibrated four new sensors/);
    assert.equal(statSync(assets('tools', 'tool.sh')).mode & 0o777, 0o740);
  });

  it('fails in the words of a hook that fails, with its code, and leaves the version before', async () => {
    const hooks = [{ stage: 'pre-deploy', path: 'hook.sh', arguments: 'refuse', maxSeconds: 20 }];
    const file = putFile(plant.system, 'refusing.json', JSON.stringify(hooks));
    await upload('tool', 'tool.sh', '#!/bin/sh\nexit 1\n', '--hooks', file);
    assert.deepEqual(await deploy('tool'), {
      state: 'failed',
      message: 'Failed to run pre-deploy hook hook.sh: it ended with code 3: the line still runs',
    });
    assert.equal(text('tools', 'tool.sh'), TOOL);
  });

  it('fails with the code and the words of a program that fails, and takes away what it put there', async () => {
    await upload('broken', 'broken.sh', '#!/bin/sh\necho "no sensor on port 3" >&2\nexit 7\n', '--execute');
    assert.deepEqual(await deploy('broken'), {
      state: 'failed',
      message: 'Failed to install asset: it ended with code 7: no sensor on port 3',
    });
    assert.equal(existsSync(assets('broken.sh')), false);
  });

  it('refuses content that is not what was uploaded, and leaves the version before', async () => {
    await upload('recipe', 'recipe.json', '{"heat":200}');
    writeFileSync(await blobOf('recipe'), '{"heat":900}');
    const { state: how, message } = await deploy('recipe');
    assert.equal(how, 'failed');
    assert.match(message ?? '', /^Failed to verify asset: File integrity mismatch: expected:.+, calculated:/);
    assert.equal(text('recipes', 'recipe.json'), '{"heat":180}');
    assert.deepEqual(readdirSync(assets('.incoming')), []);
  });

  it('finishes a file during whose program the device was killed', async () => {
    await upload('slow', 'slow.cjs', `#!${process.execPath}\n${gate.program}`, '--execute', '--max-seconds', '120');
    const deployment = await plant.ask({ kind: 'file-deploy', fileId: idOf('slow') });
    await gate.hasBegun(1);
    await plant.reaches(deployment, 'deploying');
    await plant.endAgent('SIGKILL');
    await plant.startAgent();
    await gate.hasBegun(2);
    gate.open();
    assert.deepEqual(await plant.end(deployment), DEPLOYED);
    assert.ok(existsSync(assets('slow.cjs')));
    await until('no program to run', () => !gate.runs());
    gate.close();
  });

  it('goes back to the version before when a file is cancelled while its program runs', async () => {
    const before = text('slow.cjs');
    const begun = gate.begun();
    await upload('slow', 'slow.cjs', `#!${process.execPath}\n// Two.\n${gate.program}`);
    const deployment = await plant.ask({ kind: 'file-deploy', fileId: idOf('slow') });
    await gate.hasBegun(begun + 1);
    await plant.reaches(deployment, 'deploying');
    gate.open();
    await plant.cancel(deployment);
    assert.equal((await plant.end(deployment)).state, 'cancelled');
    await until('the device to have the version before', async () => {
      const now = await state('slow');
      return now?.state === 'deployed' && now.version === 1 && text('slow.cjs') === before;
    });
  });

  it('delivers to a device that was offline', async () => {
    await plant.endAgent('SIGTERM');
    await upload('notice', 'notice.txt', 'mind the gap');
    const deployment = await plant.ask({ kind: 'file-deploy', fileId: idOf('notice') });
    const waiting = await plant.target(deployment);
    assert.deepEqual([waiting.state, waiting.waitsFor], ['pending', 'offline']);
    await plant.startAgent(FULL_DISK);
    assert.deepEqual(await plant.end(deployment), DEPLOYED);
    assert.equal(text('notice.txt'), 'mind the gap');
  });

  it('refuses a file for which the disk is too small, before anything of it arrives', async () => {
    await upload('notice', 'notice.txt', 'mind the gap\n'.repeat(100_000));
    assert.deepEqual(await deploy('notice'), {
      state: 'failed',
      message: 'the disk is too small: 1.3 MB are needed, 2.0 MB are free',
    });
    assert.equal(text('notice.txt'), 'mind the gap');
  });

  it('takes a file off the device', async () => {
    const deployment = await plant.ask({ kind: 'file-remove', fileId: idOf('recipe') });
    assert.deepEqual(await plant.end(deployment), DEPLOYED);
    assert.equal(existsSync(assets('recipes')), false);
    assert.equal(await state('recipe'), undefined);
  });

  it('has a flow beside its files', async () => {
    await plant.have({ flowId: await plant.upload('Page', textFlow('with files')) });
    assert.equal(await pageOf(plant.configFile), 'with files');
  });
});
