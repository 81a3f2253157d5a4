import type { Clock, Ids } from '@thingdock/effects';
import { createAuth } from './auth/auth.ts';
import { createAuthExchange } from './auth/exchange.ts';
import { postAuthRequest } from './auth/post.ts';
import { createCommands } from './commands.ts';
import type { AgentConfig } from './config/config.ts';
import type { AgentFolder } from './config/folder.ts';
import { type Connection, createConnection, type Link } from './connection/connection.ts';
import { type Endpoint, openSession } from './connection/session.ts';
import { createDeviceState, type DeviceState } from './device-state/device-state.ts';
import { createReporter, type Reporter } from './device-state/reporter.ts';
import type { Files } from './files/files.ts';
import { createFilePart } from './files/part.ts';
import { createFlowPart, type FlowPart } from './flow/part.ts';
import { createGreeting } from './greet.ts';
import type { Logs } from './logs/logs.ts';
import { createLogPart } from './logs/part.ts';
import { createMessenger } from './messenger/messenger.ts';
import { createOrders } from './orders.ts';
import type { Log } from './platform/log.ts';
import { openRegistrar } from './registration/registration.ts';
import { createRouter } from './router.ts';
import { createExchange } from './shadow/exchange.ts';
import { createInbox } from './shadow/inbox.ts';
import { createPresence, type Presence } from './shadow/presence.ts';
import { createShadow } from './shadow/shadow.ts';
import { AGENT_INFO } from './version.ts';

export type AgentDeps = {
  config: AgentConfig;
  folder: AgentFolder;
  /** The PEM texts that `config` names. */
  endpoint: Endpoint;
  /** Start file of Node-RED. */
  nodeRed: string;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Hands every line of the log to whoever listens last. */
  onLogLine(listener: (line: string) => void): void;
  /** Called each time the cloud has accepted that the device is connected. */
  onConnected(): void;
};

export type Agent = {
  connection: Connection;
  presence: Presence;
  deviceState: DeviceState;
  reporter: Reporter;
  flows: FlowPart;
  files: Pick<Files, 'run'>;
  logs: Logs;
};

/** Puts the parts of the agent together. This is the only place where they are made. */
export async function createAgent(deps: AgentDeps): Promise<Agent> {
  const { config, folder, endpoint, clock, ids, log } = deps;
  const thing = config.thingName;
  const registrar = await openRegistrar({ file: folder.registration, thing, log });

  // The connection needs its receivers and they need the connection; the link is the half that they see.
  const link: Link = { current: () => connection.current(), online: (signal) => connection.online(signal) };
  const exchange = createExchange({ thing, clientId: config.clientId, clock, log });
  const shadow = createShadow({ exchange, clock, ids, log });
  const presence = createPresence({ shadow, agent: AGENT_INFO, clock, log });
  const messenger = createMessenger({ link, thing, clock, ids, log });
  const registered = () => registrar.current !== undefined;
  const reporter = createReporter({ messenger, link, registered, clock, log });
  const flows = await createFlowPart({ ...deps, messenger, link, reporter });
  const source = () => {
    const token = auth.accessToken();
    return registrar.current && token ? { baseUrl: registrar.current.agentManagerBaseUrl, token } : undefined;
  };
  const onUnauthorized = () => {
    const session = connection.current();
    if (session) auth.hurry(session);
  };
  const access = { folder, reporter, source, onUnauthorized, clock, ids, log };
  const files = await createFilePart(access);
  const { logs, monitoring } = await createLogPart({ ...access, destination: source, onLogLine: deps.onLogLine });
  const deviceState = createDeviceState({
    fqDeviceId: registrar.fqDeviceId,
    messenger,
    link,
    clock,
    ids,
    log,
    onChange(type, state) {
      const meta = deviceState.get(type)?.meta;
      // Without a meta the cloud knows nothing of the tree yet, which is no wish for an empty one.
      if (type === 'desired' && meta) for (const part of [monitoring, flows, files]) part.want(state, meta.uId);
      if (type === 'reported') files.reconcile(state);
      if (type !== 'desired') reporter.reconcile(type, state);
    },
  });
  const authExchange = createAuthExchange({ thing, post: postAuthRequest, clock, ids });
  const auth = createAuth({ exchange: authExchange, registrar, clock, ids, log });
  const onCommand = createCommands({ flows, messenger, log });
  const handle = createOrders({ registrar, auth, deviceState, reporter, flows, logs, link, log });
  const inbox = createInbox({ shadow, log, handle });
  const onSession = createGreeting({
    ...{ presence, shadow, inbox, registrar, deviceState, reporter, auth, log },
    onAnnounced: deps.onConnected,
  });
  const onMessage = createRouter({ exchange, presence, inbox, messenger, onCommand, onShadowDeleted: onSession, log });
  const open = (receive: typeof onMessage, signal: AbortSignal) => openSession(endpoint, receive, signal);
  const connection = createConnection({ open, thing, clock, ids, log, onMessage, onSession });
  return { connection, presence, deviceState, reporter, flows, files, logs };
}
