import { isObject, isText, type Register } from '@thingdock/device-protocol';

/** Which control plane the device belongs to. Complete, or not there at all. */
export type Registration = {
  connectionId: string;
  authRequestUrl: string;
  agentManagerBaseUrl: string;
};

/** How far the device has come with its control plane. */
export type Phase = 'unregistered' | 'registered' | 'authenticated' | 'unauthenticated';

/** Which phase may follow which; anything else is a mistake of this program. */
export const NEXT_PHASES = {
  unregistered: ['registered'],
  registered: ['registered', 'authenticated', 'unauthenticated'],
  authenticated: ['registered', 'authenticated', 'unauthenticated'],
  unauthenticated: ['registered', 'authenticated', 'unauthenticated'],
} as const satisfies Record<Phase, readonly Phase[]>;

export type RegisterDecision =
  | { kind: 'accept'; registration: Registration }
  | { kind: 'same' }
  | { kind: 'ignore'; reason: 'incomplete' | 'other device' | 'belongs to another connection' };

/**
 * What to do about a `register` message. An authenticated device stays with its connection: only that one may change its
 * addresses. Members that are missing keep their value.
 */
export function decideRegister(
  phase: Phase,
  current: Registration | undefined,
  message: Register,
  thingName: string,
): RegisterDecision {
  if (message.deviceId !== undefined && message.deviceId !== thingName)
    return { kind: 'ignore', reason: 'other device' };
  const connectionId = message.connectionId ?? current?.connectionId;
  const authRequestUrl = message.authRequestUrl ?? current?.authRequestUrl;
  const agentManagerBaseUrl = message.agentManagerBaseUrl ?? current?.agentManagerBaseUrl;
  if (!connectionId || !authRequestUrl || !agentManagerBaseUrl) return { kind: 'ignore', reason: 'incomplete' };
  const sameConnection = current?.connectionId === connectionId;
  if (phase === 'authenticated' && !sameConnection) return { kind: 'ignore', reason: 'belongs to another connection' };
  const sameAddresses =
    current?.authRequestUrl === authRequestUrl && current.agentManagerBaseUrl === agentManagerBaseUrl;
  if (sameConnection && sameAddresses) return { kind: 'same' };
  return { kind: 'accept', registration: { connectionId, authRequestUrl, agentManagerBaseUrl } };
}

/** Reads the registration file; undefined unless it is complete. `deviceId` in it is not needed: it is the thing name. */
export function parseRegistration(raw: unknown): Registration | undefined {
  if (!isObject(raw)) return undefined;
  const { connectionId, authRequestUrl, agentManagerBaseUrl } = raw;
  if (!isText(connectionId) || !isText(authRequestUrl) || !isText(agentManagerBaseUrl)) return undefined;
  return { connectionId, authRequestUrl, agentManagerBaseUrl };
}
