import { WEBHOOK_PATH } from '../connections/index.ts';
import type { Config } from '../platform/config.ts';
import type { HttpServer } from '../platform/http/index.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';
import { createCertificateUrls } from './certificate-url.ts';
import { createCertificates } from './certificates.ts';
import { type ReceiveDeps, receive } from './receive.ts';
import { pruneMessages } from './store.ts';
import { createFrames, type FrameDeps } from './take-frames.ts';
import { rememberWebhooks } from './webhooks.ts';

export type Inbox = {
  /** The address that AWS SNS delivers to. */
  register(server: HttpServer): void;
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
};

export type InboxDeps = Omit<ReceiveDeps, 'certificates' | 'certificateUrl' | 'frames' | 'agents' | 'devices'> &
  FrameDeps & {
    config: Pick<Config, 'local'>;
    agents: ReceiveDeps['agents'];
    devices: ReceiveDeps['devices'];
  };

/** A message has at most 256 KB; escaped in JSON it may take twice as much. */
const BODY_LIMIT = 524_288;
/** Longer than SNS repeats a delivery. */
const REMEMBER_MS = 3 * 3_600_000;
const PRUNE_SECONDS = 900;

/** Takes in what AWS SNS brings. */
export function createInbox(deps: InboxDeps): Inbox {
  const { database, clock } = deps;
  const { local } = deps.config;
  const inner: ReceiveDeps = {
    ...deps,
    certificateUrl: createCertificateUrls(local?.endpointUrl),
    certificates: createCertificates({ clock, local }),
    frames: createFrames(deps),
    connections: { ...deps.connections, webhook: rememberWebhooks(deps.connections.webhook, clock) },
  };

  return {
    register(server) {
      server.register(async (scope) => {
        // SNS says text/plain and sends JSON; the signature is over what is in it, so it is read here and nowhere before.
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
        scope.post(`${WEBHOOK_PATH}:secret`, { bodyLimit: BODY_LIMIT }, async (request, reply) => {
          const { secret } = request.params as { secret: string };
          const body = typeof request.body === 'string' ? request.body : '';
          await receive(inner, { secret, body, raw: request.headers['x-amz-sns-rawdelivery'] !== undefined });
          return reply.status(200).header('cache-control', 'no-store').type('text/plain').send('');
        });
      });
    },
    async start(jobs) {
      await jobs.every('inbox.prune', PRUNE_SECONDS, () =>
        pruneMessages(database.root, new Date(clock.now() - REMEMBER_MS)),
      );
    },
  };
}
