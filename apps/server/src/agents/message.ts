import type { FlowIdentity, ShadowMessage } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Signer } from '../platform/crypto/signer.ts';
import { authUrl } from './auth.ts';
import type { FlowUrls } from './flow-urls.ts';
import type { SlotKind } from './slot.ts';
import type { AgentKey, AgentRow } from './tables.ts';
import { makeAccessToken, makeIdToken } from './tokens.ts';

/** A message for the slot. `uid`: revision of the desired tree that it makes the device fetch; `answered`: an auth request. */
export type Message = { kind: SlotKind; content: ShadowMessage; uid: number | null; answered: string | null };

type Deps = { clock: Clock; ids: Ids; signer: Signer; publicUrl: () => URL };

type MessageKind = Exclude<SlotKind, 'deploy'>;

/** Path of the agents' own API; agents append `/record-logs` and the like. */
const AGENT_API = '/agent/v1';

/** Makes a message of a kind. Each is a string of its own: the same string twice would not reach the device. */
export function composeMessage(deps: Deps, key: AgentKey, agent: AgentRow, kind: MessageKind): Message {
  switch (kind) {
    case 'auth':
      return { kind, content: answerAuth(deps, key, agent), uid: null, answered: agent.auth_state };
    case 'register':
      return { kind, content: register(deps, key), uid: agent.desired_uid, answered: null };
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

/** Every request is granted; licences will decide here. */
function answerAuth({ clock, ids, signer }: Deps, key: AgentKey, agent: AgentRow): ShadowMessage {
  const now = clock.now();
  return {
    messageType: 'updateAuth',
    message: {
      idToken: makeIdToken(signer, key, { nonce: agent.auth_nonce ?? '', now }),
      accessToken: makeAccessToken(signer, key, { id: ids.token(9), now }),
      state: agent.auth_state ?? '',
      isDeviceMaster: true,
    },
  };
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
