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
      // SNS says text/plain and sends JSON; the signature is over what is in it, so it is read here and nowhere before.
      server.direct.serve(WEBHOOK_PATH, {
        bodyLimit: BODY_LIMIT,
        handle: ({ rest, header, body }) =>
          receive(inner, { secret: rest, body, raw: header('x-amz-sns-rawdelivery') !== undefined }),
      });
    },
    async start(jobs) {
      await jobs.every('inbox.prune', PRUNE_SECONDS, () =>
        pruneMessages(database.root, new Date(clock.now() - REMEMBER_MS)),
      );
    },
  };
}
