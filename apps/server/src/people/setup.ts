import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Fault } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import type { Database } from '../platform/db/index.ts';
import type { Auth } from './auth.ts';
import { findUserByEmail, hasUsers, insertUser, type StoredUser, saveSetupLink, takeSetupLink } from './store.ts';
import { findByToken, insertToken } from './token-store.ts';
import { hashToken, newToken } from './tokens.ts';

const LINK_LIFE_MS = 24 * 60 * 60 * 1_000;
/** Owner of the token in the administrator's token file. `.invalid` can never be anybody's address (RFC 2606). */
const SERVICE_EMAIL = 'set-up@thingdock.invalid';

type Deps = { database: Database; clock: Clock; ids: Ids; auth: Auth };
type NewUser = { name: string; email: string; password: string };

export type MadeToken = { id: string; name: string; createdAt: Date; token: string };

/** How the first people come into an installation. There is no default password anywhere. */
export function createSetup({ database, clock, ids, auth }: Deps) {
  const now = () => new Date(clock.now());

  async function prepareUser(user: NewUser, administrator: boolean) {
    const { password } = await auth.$context;
    return {
      id: ids.uuid(),
      accountId: ids.uuid(),
      name: user.name.trim(),
      email: user.email.trim().toLowerCase(),
      administrator,
      passwordHash: await password.hash(user.password),
      now: now(),
    };
  }

  return {
    /** A fresh one-time token while nobody can sign in; `undefined` once somebody can. Older ones stop working. */
    async openLink(): Promise<string | undefined> {
      if (await hasUsers(database.root)) return undefined;
      const token = ids.token(32);
      await saveSetupLink(database.root, hashToken(token), new Date(clock.now() + LINK_LIFE_MS));
      return token;
    },

    /** Creates the first administrator and an API token for them. The link is used up with it, or not at all. */
    async complete(request: NewUser & { token: string }): Promise<{ user: StoredUser; token: MadeToken }> {
      const user = await prepareUser(request, true);
      const token = { id: ids.uuid(), name: 'First set-up', createdAt: now(), token: newToken(ids) };
      await database.transaction(async (tx) => {
        if (!(await takeSetupLink(tx, hashToken(request.token), now()))) throw new Fault('setup_link_invalid');
        if (!(await insertUser(tx, user))) throw new Fault('email_taken', { details: { email: user.email } });
        await insertToken(tx, { ...token, userId: user.id, hash: hashToken(token.token) });
      });
      return { user, token };
    },

    async createUser(request: NewUser): Promise<StoredUser> {
      const user = await prepareUser(request, false);
      await database.transaction(async (tx) => {
        if (!(await insertUser(tx, user))) throw new Fault('email_taken', { details: { email: user.email } });
      });
      return user;
    },

    /**
     * Leaves an administrator's API token in a file (mode 0600) for programs that set the installation up. An existing
     * file keeps its token as long as this database knows it.
     */
    async writeAdminToken(file: string): Promise<void> {
      if (existsSync(file)) {
        const known = await findByToken(database.root, { hash: hashToken(readFileSync(file, 'utf8').trim()) }, now());
        if (known?.user.administrator) return;
      }
      const token = newToken(ids);
      await database.transaction(async (tx) => {
        const service = { id: ids.uuid(), name: 'Set-up service', email: SERVICE_EMAIL, administrator: true };
        await insertUser(tx, { ...service, accountId: '', passwordHash: undefined, now: now() });
        const { id: userId } = (await findUserByEmail(tx, SERVICE_EMAIL)) ?? service;
        await insertToken(tx, { id: ids.uuid(), userId, name: file, hash: hashToken(token), createdAt: now() });
      });
      writeFileSync(file, `${token}\n`, { mode: 0o600 });
    },
  };
}

export type Setup = ReturnType<typeof createSetup>;
