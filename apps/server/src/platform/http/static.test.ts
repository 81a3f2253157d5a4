import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { randomIds } from '@thingdock/effects';
import { pino } from 'pino';
import { createHttpServer, type HttpServer } from './server.ts';
import { registerConsole } from './static.ts';

describe('serving the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thingdock-console-'));
  let server: HttpServer;
  let url: string;

  before(async () => {
    server = createHttpServer({
      log: pino({ level: 'silent' }),
      ids: randomIds,
      publicUrl: () => new URL('http://localhost'),
    });
    registerConsole(server, { ids: randomIds, folder });
    url = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    server.server.closeAllConnections();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, url), { headers });

  it('says in words that it was not built', async () => {
    const answer = await get('/');
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /npm run build/);
  });

  it('answers its one page at every address, with a fresh nonce each time and nothing else allowed', async () => {
    writeFileSync(join(folder, 'index.html'), '<script nonce="CSP_NONCE"></script>');
    const nonces = new Set<string>();
    for (const path of ['/', '/setup', '/p/1/devices?status=unknown']) {
      const answer = await get(path);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
      assert.ok(answer.headers.get('content-security-policy')?.includes(`'nonce-${nonce}'`));
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 3);
  });

  it('leaves what is not a page of its own to others', async () => {
    for (const path of ['/api/nothing', '/hooks/nothing', '/agent/v1/nothing', '/assets/gone.js'])
      assert.equal((await get(path)).status, 404, path);
    assert.equal((await get('/p/1/devices', { accept: 'application/json' })).status, 404);
  });

  it('sends files that never change compressed, and for good', async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets/app-1a2b.js'), 'let plain;');
    const plain = await get('/assets/app-1a2b.js', { 'accept-encoding': 'identity' });
    assert.equal(await plain.text(), 'let plain;');
    assert.match(plain.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(plain.headers.get('x-content-type-options'), 'nosniff');
  });

  it('never leaves its folder', async () => {
    writeFileSync(`${folder}-secret.js`, 'secret');
    for (const path of [
      '/assets/..%2f..%2fsecret.js',
      `/assets/%2e%2e/%2e%2e/${folder}-secret.js`,
      '/assets/.hidden.js',
    ]) {
      const answer = await get(path, { accept: 'application/javascript' });
      assert.equal(answer.status, 404, path);
    }
    rmSync(`${folder}-secret.js`);
  });
});
