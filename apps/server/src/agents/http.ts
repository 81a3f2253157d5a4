import { Fault } from '@thingdock/api';
import type { Assets } from '../assets/index.ts';
import type { Counters } from '../platform/counters.ts';
import type { HttpServer } from '../platform/http/index.ts';
import { AUTH_PATH, type AuthDeps, requestAuth } from './auth.ts';
import { FLOW_PATH, type FlowGrant, type FlowUrls } from './flow-urls.ts';
import { isDesiredFlow } from './frames/desired-flow.ts';
import * as store from './store.ts';
import { findTree } from './tree-store.ts';
import { type DownloadedDeps, reportDownload } from './without-role/downloaded.ts';
import { openOrder } from './without-role/order.ts';

export type AgentApiDeps = AuthDeps &
  DownloadedDeps & {
    assets: Pick<Assets, 'package'>;
    counters: Counters;
    flowUrls: FlowUrls;
  };

type Query = Readonly<Record<string, unknown>>;

/** What agents ask over HTTPS. They know no session; each URL carries its own proof, so URLs must not be logged. */
export function registerAgentApi(server: HttpServer, deps: AgentApiDeps): void {
  server.post(AUTH_PATH, async (request, reply) => {
    const accepted = await requestAuth(deps, request.query as Query, request.body);
    // Agents read no more than success; the tokens travel through the shadow.
    if (accepted) deps.dispatch.later(accepted.connection, [accepted.thingName]);
    return reply.header('cache-control', 'no-store').send({});
  });

  server.get(FLOW_PATH, async (request, reply) => {
    const grant = deps.flowUrls.check(request.query as Query);
    if (!grant) throw new Fault('download_refused');
    const content = await download(deps, grant);
    deps.counters.add('agents.flows_downloaded');
    return reply.header('cache-control', 'no-store').type('application/json').send(content);
  });
}

async function download(deps: AgentApiDeps, grant: FlowGrant): Promise<string> {
  const { database, connections, assets } = deps;
  const connection = await connections.findByWireId(grant.wireId);
  const desired = connection && (await findTree(database.root, grant, 'desired'));
  if (!isDesiredFlow(desired?.state, grant)) throw new Fault('download_withdrawn');
  const content = await assets.package(grant.assetId);
  if (content === undefined) throw new Fault('download_withdrawn');
  if (connection && (await isOrdered(deps, grant))) await reportDownload(deps, connection, grant);
  return content;
}

/** Whether the flow was ordered by a message, so that nothing but its download tells how far it has come. */
async function isOrdered({ database }: AgentApiDeps, { wireId, thingName, updateId }: FlowGrant): Promise<boolean> {
  const [agent] = await store.findAgents(database.root, wireId, [thingName]);
  return agent !== undefined && openOrder(agent) === updateId;
}
