import { Fault, FEED_PATH } from '@thingdock/api';
import type { Gate, HttpServer } from '../platform/http/index.ts';
import type { Feed } from './feed.ts';

/** A stream that does not read this much is cut: it comes back and asks for everything anew, which costs less than waiting. */
const UNREAD_LIMIT = 262_144;
/** Proxies close quiet connections; most do so after a minute or more. */
const KEEP_ALIVE_MS = 15_000;

type Deps = {
  feed: Feed;
  gate: Gate;
  /** The projects of a user; `undefined` means every project. */
  projectsOf(user: { userId: string; administrator: boolean }): Promise<ReadonlySet<string> | undefined>;
};

/** The stream of a browser or a command line: `ready`, then changes of the projects that its user may see. */
export function registerFeed(server: HttpServer, { feed, gate, projectsOf }: Deps): void {
  server.get(FEED_PATH, async (request, reply) => {
    const user = await gate.signedIn(request);
    if (!user) throw new Fault('sign_in_required');
    const { projectId } = request.query as { projectId?: string };
    const allowed = await projectsOf(user);
    if (projectId && allowed && !allowed.has(projectId)) throw new Fault('not_found', { details: { what: 'project' } });

    reply.hijack();
    // Whoever went away meanwhile has been told as gone already; a stream to nobody would never end.
    if (reply.raw.destroyed) return;
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const leave = feed.join({
      hears: (id) => (projectId ? id === projectId : (allowed?.has(id) ?? true)),
      write(bytes) {
        if (reply.raw.writableLength > UNREAD_LIMIT) reply.raw.destroy();
        else reply.raw.write(bytes);
      },
    });
    const keepAlive = setInterval(() => reply.raw.write(': still here\n\n'), KEEP_ALIVE_MS);
    reply.raw.on('close', () => {
      clearInterval(keepAlive);
      leave();
    });
    // Sent after joining, so that whoever reads it misses nothing from here on.
    reply.raw.write('event: ready\ndata: {}\n\n');
  });
}
