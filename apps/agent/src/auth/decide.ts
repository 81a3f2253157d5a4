import { isAuthTrigger, NO_ACCESS, readNonce, type UpdateAuth } from '@thingdock/device-protocol';

/** An auth request that waits for its answer. */
export type Outstanding = { state: string; nonce: string };

export type AuthDecision =
  | { kind: 'trigger' }
  | { kind: 'granted'; accessToken: string; isDeviceMaster?: boolean }
  | { kind: 'denied' }
  | { kind: 'ignore'; reason: string };

/** What an `updateAuth` message means, given the request that is outstanding, if one is. */
export function decideUpdateAuth(outstanding: Outstanding | undefined, message: UpdateAuth): AuthDecision {
  if (isAuthTrigger(message)) return { kind: 'trigger' };
  if (!outstanding) return { kind: 'ignore', reason: 'no auth request is outstanding' };
  if (message.state !== outstanding.state) return { kind: 'ignore', reason: 'it answers another request' };
  const nonce = readNonce(message.idToken);
  if (!nonce.ok) return { kind: 'ignore', reason: nonce.problem };
  if (nonce.value !== outstanding.nonce) return { kind: 'ignore', reason: 'the nonce is not that of the request' };
  if (message.accessToken === NO_ACCESS) return { kind: 'denied' };
  const { accessToken, isDeviceMaster } = message;
  return { kind: 'granted', accessToken, ...(isDeviceMaster === undefined ? {} : { isDeviceMaster }) };
}
