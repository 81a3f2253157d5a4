import type { Clock, Ids } from '@thingdock/effects';
import type { Signer } from '../platform/crypto/signer.ts';
import type { Database } from '../platform/db/index.ts';
import type { Gate, HttpServer } from '../platform/http/index.ts';
import type { Logger } from '../platform/logger.ts';
import { may } from './access.ts';
import { createAuth } from './auth.ts';
import { registerAuth } from './auth-routes.ts';
import { createGate, type ProjectFinders } from './gate.ts';
import { peopleRoutes } from './routes.ts';
import { createSetup } from './setup.ts';
import { listProjects } from './store.ts';

export { may } from './access.ts';
export type { ProjectFinders } from './gate.ts';

/** Where the one-time link leads: a page of the console. The token stands behind `#`, which browsers never send. */
const SETUP_PATH = '/setup';

type Deps = { database: Database; clock: Clock; ids: Ids; log: Logger; signer: Signer; publicUrl: () => URL };

/** Users, projects, members, API tokens, and the gate that every route passes. */
export function createPeople({ database, clock, ids, log, signer, publicUrl }: Deps) {
  const auth = createAuth({ log, root: database.root, ids, secret: signer.sign('session cookies', []), publicUrl });
  const setup = createSetup({ database, clock, ids, auth });
  return {
    routes: peopleRoutes({ database, clock, ids, setup }),
    openSetupLink: setup.openLink,
    /** The page that takes a one-time token. */
    setupUrl: (token: string) => new URL(`${SETUP_PATH}#${token}`, publicUrl()).href,
    writeAdminToken: setup.writeAdminToken,
    gate: (finders: ProjectFinders): Gate => createGate({ database, clock, auth, finders }),
    /** Sign-in and sign-out. */
    register: (server: HttpServer) => registerAuth(server, auth),
    /** The projects that a user may hear of; `undefined` means all. */
    async projectsOf(user: { userId: string; administrator: boolean }): Promise<ReadonlySet<string> | undefined> {
      if (user.administrator) return undefined;
      const projects = await listProjects(database.root, user);
      return new Set(projects.filter(({ role }) => may(role, 'project.read')).map(({ id }) => id));
    },
  };
}

export type People = ReturnType<typeof createPeople>;
