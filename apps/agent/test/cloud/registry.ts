import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

/** An npm registry with one package, `slow-node`, which can be made to keep its callers waiting. */
export type TestRegistry = {
  /** Environment for an npm that is to use it. */
  env: NodeJS.ProcessEnv;
  /** How many callers wait. */
  waiting(): number;
  /** Answers from now on. */
  open(): void;
};

export async function startRegistry(t: TestContext): Promise<TestRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'thingdock-registry-'));
  const settings = join(folder, 'npmrc');
  // npm waits ten seconds before it asks again.
  await writeFile(settings, 'fetch-retry-mintimeout=100\nfetch-retry-maxtimeout=200\n');
  const tarball = await packSlowNode(folder);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  let isOpen = false;
  let waiting = 0;
  const web = createServer((request, response) => {
    if (!isOpen) {
      waiting += 1;
      request.socket.once('close', () => {
        waiting -= 1;
      });
      return;
    }
    if (request.url?.endsWith('.tgz')) return response.end(tarball);
    const dist = { integrity, tarball: `${url}/slow-node/-/slow-node-1.0.0.tgz` };
    const versions = { '1.0.0': { name: 'slow-node', version: '1.0.0', dist } };
    const packument = { name: 'slow-node', 'dist-tags': { latest: '1.0.0' }, versions };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(packument));
  });
  await once(web.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  t.after(async () => {
    web.closeAllConnections();
    web.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    env: { npm_config_registry: url, npm_config_cache: join(folder, 'cache'), npm_config_userconfig: settings },
    waiting: () => waiting,
    open() {
      isOpen = true;
      web.closeAllConnections();
    },
  };
}

/** A node package whose node type `slow-node` puts its name into the message. */
async function packSlowNode(folder: string): Promise<Buffer> {
  const manifest = { name: 'slow-node', version: '1.0.0', 'node-red': { nodes: { 'slow-node': 'slow-node.js' } } };
  const code = `module.exports = (RED) => {
    function SlowNode(config) {
      RED.nodes.createNode(this, config);
      this.on('input', (msg, send) => send({ ...msg, payload: 'from the registry' }));
    }
    RED.nodes.registerType('slow-node', SlowNode);
  };`;
  const content = join(folder, 'package');
  await mkdir(content);
  await writeFile(join(content, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(content, 'slow-node.js'), code);
  await writeFile(join(content, 'slow-node.html'), '<script type="text/html" data-template-name="slow-node"></script>');
  await promisify(execFile)('tar', ['-czf', 'slow-node.tgz', 'package'], { cwd: folder });
  return readFile(join(folder, 'slow-node.tgz'));
}
