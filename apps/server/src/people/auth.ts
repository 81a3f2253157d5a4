import type { Ids } from '@thingdock/effects';
import { betterAuth } from 'better-auth';
import type { Executor } from '../platform/db/index.ts';
import type { Logger } from '../platform/logger.ts';

export const PASSWORD_MIN = 12;

type Deps = {
  log: Logger;
  /** The database; better-auth keeps users, sessions and accounts in the tables of our first migration. */
  root: Executor;
  ids: Ids;
  /** Signs session cookies. */
  secret: string;
  publicUrl: () => URL;
};

/**
 * Sign-in with e-mail and password, by better-auth. Nobody signs up by themselves: the first administrator comes by the
 * one-time link, everybody else is created by an administrator.
 */
export function createAuth({ log, root, ids, secret, publicUrl }: Deps) {
  return betterAuth({
    appName: 'Thingdock',
    baseURL: publicUrl().origin,
    basePath: '/api/auth',
    secret,
    // Requests from other sites are refused before they get here; see platform/http/server.ts.
    trustedOrigins: () => [publicUrl().origin],
    database: { db: root, type: 'postgres' },
    user: {
      modelName: 'users',
      additionalFields: { administrator: { type: 'boolean', defaultValue: false, input: false } },
    },
    session: { modelName: 'sessions' },
    account: { modelName: 'accounts' },
    verification: { modelName: 'verifications' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: PASSWORD_MIN },
    rateLimit: { enabled: true, window: 60, max: 60, customRules: { '/sign-in/email': { window: 60, max: 10 } } },
    advanced: { cookiePrefix: 'thingdock', database: { generateId: () => ids.uuid() } },
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level]({ event: 'sign_in' }, message) },
  });
}

export type Auth = ReturnType<typeof createAuth>;
