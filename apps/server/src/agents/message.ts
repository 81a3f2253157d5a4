import { AUTH_TRIGGER, type FlowIdentity, NO_ACCESS, type ShadowMessage } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Signer } from '../platform/crypto/signer.ts';
import { authUrl } from './auth.ts';
import type { FlowUrls } from './flow-urls.ts';
import type { SlotKind } from './slot.ts';
import type { AgentKey, AgentRow } from './tables.ts';
import { ACCESS_TOKEN_MS, makeAccessToken, makeIdToken } from './tokens.ts';

/** An answer to the auth request of this nonce: for which licence there is a token, and until when; `null`: none. */
export type Answered = { nonce: string; licence: string | null; until: number };

/** A message for the slot. `uid`: revision of the desired tree that it makes the device fetch. */
export type Message = { kind: SlotKind; content: ShadowMessage; uid: number | null; answered: Answered | null };

type Deps = { clock: Clock; ids: Ids; signer: Signer; publicUrl: () => URL };

type MessageKind = Exclude<SlotKind, 'deploy'>;

/** Path of the agents' own API; agents append `/record-logs` and the like. */
export const AGENT_API = '/agent/v1';

/** `licence`: what covers the device now. */
type Subject = { key: AgentKey; agent: AgentRow; licence: string | null };

/** Makes a message of a kind. Each is a string of its own: the same string twice would not reach the device. */
export function composeMessage(deps: Deps, subject: Subject, kind: MessageKind): Message {
  const { key, agent } = subject;
  switch (kind) {
    case 'auth':
      return answerAuth(deps, subject);
    case 'register':
      return { kind, content: register(deps, key), uid: agent.desired_uid, answered: null };
    case 'trigger': {
      // Agents ignore members that they do not know, so the nonce does no harm.
      const message = { ...AUTH_TRIGGER, nonce: deps.ids.token(12) };
      return { kind, content: { messageType: 'updateAuth', message }, uid: null, answered: null };
    }
    case 'refresh': {
      const message = { type: 'desired', op: 'refresh', nonce: deps.ids.token(12) } as const;
      return { kind, content: { messageType: 'deviceStateChange', message }, uid: agent.desired_uid, answered: null };
    }
  }
}

/** The order to run a flow, with a fresh address to fetch it from. */
export function composeOrder(flowUrls: Pick<FlowUrls, 'issue'>, key: AgentKey, flow: FlowIdentity): Message {
  const downloadUrl = flowUrls.issue({ ...key, ...flow });
  return {
    kind: 'deploy',
    content: { messageType: 'deploy', message: { downloadUrl, flow } },
    uid: null,
    answered: null,
  };
}

/** A device with a licence gets a token; any other hears that it has no access. */
function answerAuth({ clock, ids, signer }: Deps, { key, agent, licence }: Subject): Message {
  const now = clock.now();
  const { auth_state: state, auth_nonce } = agent;
  const nonce = auth_nonce ?? '';
  const accessToken = licence === null ? NO_ACCESS : makeAccessToken(signer, key, { licence, id: ids.token(9), now });
  const message = {
    idToken: makeIdToken(signer, key, { nonce, now }),
    accessToken,
    state: state ?? '',
    isDeviceMaster: true,
  };
  const answered = { nonce, licence, until: now + ACCESS_TOKEN_MS };
  return { kind: 'auth', content: { messageType: 'updateAuth', message }, uid: null, answered };
}

/** Agents ignore members that they do not know, so the nonce does no harm. */
function register({ ids, signer, publicUrl }: Deps, key: AgentKey): ShadowMessage {
  const message = {
    connectionId: key.wireId,
    deviceId: key.thingName,
    authRequestUrl: authUrl(signer, publicUrl(), key),
    agentManagerBaseUrl: new URL(AGENT_API, publicUrl()).href,
    nonce: ids.token(12),
  };
  return { messageType: 'register', message };
}
