/** Why somebody could not sign in, in words. */
export class SignInRefused extends Error {}

/** Signs in with e-mail and password; the session is a cookie. Throws `SignInRefused`, or a `TypeError` without an answer. */
export async function signIn(email: string, password: string): Promise<void> {
  const answer = await post('/api/auth/sign-in/email', { email, password });
  if (answer.ok) return;
  if (answer.status === 429) {
    const seconds = answer.headers.get('x-retry-after') ?? '60';
    throw new SignInRefused(`Too many attempts. Wait ${seconds} seconds, then try again.`);
  }
  if (answer.status < 500) throw new SignInRefused('There is no user with this e-mail address and password.');
  const requestId = answer.headers.get('x-request-id');
  throw new SignInRefused(`The server failed; its log has the details under the request id ${requestId}.`);
}

export async function signOut(): Promise<void> {
  const answer = await post('/api/auth/sign-out', {});
  if (!answer.ok) throw new Error(`The server answered ${answer.status} to signing out`);
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
}
