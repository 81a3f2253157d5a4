import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ApiError, Client } from '@thingdock/api';
import { fakeClock, until } from '@thingdock/testkit';
import { eachDatabase } from './each-database.ts';
import { startPeopleServer } from './http-server.ts';

const PASSWORD = 'correct horse battery';
const ANA = { name: 'Ana', email: 'Ana@Example.com', password: PASSWORD };

/** Matches an error answer by its code. */
const refused = (code: string) => (error: unknown) => {
  assert.equal((error as ApiError).code, code);
  return true;
};

describe('people', () => {
  eachDatabase((_name, open) => {
    const clock = fakeClock(Date.now());
    let server: Awaited<ReturnType<typeof startPeopleServer>>;
    let close: () => Promise<void>;
    let ana: Client;

    before(async () => {
      const opened = await open();
      server = await startPeopleServer({ database: opened.database, clock });
      close = async () => {
        await server.close();
        await opened.close();
      };
    });
    after(() => close());

    it('lets nobody in without the link, and no link works but the newest', async () => {
      await assert.rejects(server.client().call('me.get', {}), refused('sign_in_required'));
      const old = await server.people.openSetupLink();
      const newest = await server.people.openSetupLink();
      assert.ok(old && newest && old !== newest);
      await assert.rejects(
        server.client().call('setup.complete', { body: { ...ANA, token: old } }),
        refused('setup_link_invalid'),
      );
    });

    it('lets a link expire', async () => {
      const token = (await server.people.openSetupLink()) ?? '';
      await clock.advance(25 * 60 * 60 * 1_000);
      await assert.rejects(
        server.client().call('setup.complete', { body: { ...ANA, token } }),
        refused('setup_link_invalid'),
      );
    });

    it('creates one administrator by the link, however many try at once', async () => {
      const token = (await server.people.openSetupLink()) ?? '';
      const tries = await Promise.allSettled(
        [1, 2, 3].map((n) =>
          server.client().call('setup.complete', { body: { ...ANA, email: `ana${n}@example.com`, token } }),
        ),
      );
      const made = tries.filter((one) => one.status === 'fulfilled');
      assert.equal(made.length, 1);
      ana = server.client(made[0]?.value.token.token);
      assert.equal((await ana.call('me.get', {})).administrator, true);
      assert.equal(await server.people.openSetupLink(), undefined);
    });

    it('names each field that is wrong', async () => {
      const body = { token: 'x', name: ' ', email: 'nobody', password: 'short' };
      await assert.rejects(server.client().call('setup.complete', { body }), (error: ApiError) => {
        assert.equal(error.code, 'validation_failed');
        assert.deepEqual(error.errors.map(({ field }) => field).sort(), ['email', 'name', 'password']);
        return true;
      });
    });

    it('signs in with e-mail and password by a cookie that scripts cannot read, and refuses a wrong password', async () => {
      const { email } = await ana.call('me.get', {});
      const signIn = (password: string) =>
        fetch(`${server.baseUrl}/api/auth/sign-in/email`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: server.baseUrl },
          body: JSON.stringify({ email, password }),
        });
      assert.equal((await signIn('wrong password here')).status, 401);
      const answer = await signIn(PASSWORD);
      assert.equal(answer.status, 200);
      const [cookie] = answer.headers.getSetCookie();
      assert.match(cookie ?? '', /HttpOnly/i);
      const me = await fetch(`${server.baseUrl}/api/me`, { headers: { cookie: cookie?.split(';')[0] ?? '' } });
      assert.equal(((await me.json()) as { email: string }).email, email);
    });

    it('refuses a request that another web site sends, and an unknown host', async () => {
      const answer = await fetch(`${server.baseUrl}/api/projects`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
        body: '{}',
      });
      assert.equal(answer.status, 403);
      assert.equal(((await answer.json()) as { code: string }).code, 'cross_origin_refused');
    });

    it('lets each role do what the table says and hides projects from everybody else', async () => {
      const project = await ana.call('projects.create', { body: { name: 'Plant North' } });
      await assert.rejects(
        ana.call('projects.create', { body: { name: 'plant NORTH' } }),
        refused('project_name_taken'),
      );
      const { client: ben, id: benId } = await createUser('ben');
      const params = { projectId: project.id };
      await assert.rejects(ben.call('projects.get', { params }), refused('not_found'));
      await assert.rejects(ben.call('users.list', {}), refused('administrator_required'));

      const setRole = (role: 'admin' | 'collaborator' | 'outside_collaborator' | 'owner', by = ana) =>
        by.call('members.set', { params: { ...params, userId: benId }, body: { role } });
      await setRole('outside_collaborator');
      await assert.rejects(ben.call('projects.get', { params }), refused('permission_denied'));
      assert.deepEqual((await ben.call('projects.list', {})).items, []);
      await setRole('collaborator');
      assert.equal((await ben.call('projects.get', { params })).role, 'collaborator');
      await assert.rejects(setRole('admin', ben), refused('permission_denied'));
      await setRole('admin');
      await assert.rejects(setRole('owner', ben), refused('permission_denied'));
    });

    it('never leaves a project without an owner', async () => {
      const project = await ana.call('projects.create', { body: { name: 'Lonely' } });
      const { id } = await ana.call('me.get', {});
      const params = { projectId: project.id, userId: id };
      await assert.rejects(ana.call('members.remove', { params }), refused('last_owner'));
      await assert.rejects(ana.call('members.set', { params, body: { role: 'admin' } }), refused('last_owner'));
    });

    it('revokes an API token at once', async () => {
      const token = await ana.call('tokens.create', { body: { name: 'laptop' } });
      const laptop = server.client(token.token);
      assert.ok(await laptop.call('me.get', {}));
      await ana.call('tokens.delete', { params: { tokenId: token.id } });
      await assert.rejects(laptop.call('me.get', {}), refused('token_invalid'));
    });

    it('leaves an administrator token in a file that only its owner may read, and keeps it', async () => {
      const file = join(mkdtempSync(join(tmpdir(), 'thingdock-')), 'token');
      await server.people.writeAdminToken(file);
      const first = readFileSync(file, 'utf8');
      await server.people.writeAdminToken(file);
      assert.equal(readFileSync(file, 'utf8'), first);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal((await server.client(first.trim()).call('me.get', {})).administrator, true);
    });

    it('tells an open stream of changes in its projects and of no others', async () => {
      const { client: eve } = await createUser('eve');
      const stop = new AbortController();
      const listen = (client: Client, to: unknown[], projectId?: string) =>
        (async () => {
          for await (const message of client.feed({ ...(projectId && { projectId }), signal: stop.signal }))
            to.push(message);
        })().catch(() => {});
      const heard: unknown[] = [];
      const everything: unknown[] = [];
      const reading = [listen(eve, heard), listen(ana, everything)];
      await until('the streams to be ready', () => heard.length === 1 && everything.length === 1);
      await ana.call('projects.create', { body: { name: 'Hidden' } });
      const own = await eve.call('projects.create', { body: { name: 'Visible' } });
      await until('the word of both projects', () => JSON.stringify(everything).includes(own.id));
      // Eve's stream joined before she owned this project, so it is the administrator's stream that must tell of it.
      const all: unknown[] = [];
      reading.push(listen(ana, all, own.id));
      await until('the second stream to be ready', () => all.length === 1);
      const { id } = await eve.call('me.get', {});
      await eve.call('members.set', { params: { projectId: own.id, userId: id }, body: { role: 'owner' } });
      await until('the change', () => all.length === 2);
      assert.deepEqual(all[1], { event: 'changes', changes: [{ type: 'project', projectId: own.id, keys: [own.id] }] });
      assert.deepEqual(heard, [{ event: 'ready' }]);
      stop.abort();
      await Promise.all(reading);
    });

    async function createUser(name: string): Promise<{ client: Client; id: string }> {
      const email = `${name}@example.com`;
      const user = await ana.call('users.create', { body: { name, email, password: PASSWORD } });
      const answer = await fetch(`${server.baseUrl}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.baseUrl },
        body: JSON.stringify({ email, password: PASSWORD }),
      });
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const token = await fetch(`${server.baseUrl}/api/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ name: 'test' }),
      });
      return { client: server.client(((await token.json()) as { token: string }).token), id: user.id };
    }
  });
});
