import type { AuthRequest } from '@thingdock/device-protocol';

/** POSTs JSON to the auth URL. The URL carries a secret, so errors name the status only. */
export async function postAuthRequest(url: string, request: AuthRequest, signal: AbortSignal): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the auth request was answered with HTTP ${answer.status}`);
}
