/** What became of an upload. `unauthorized`: the token is no longer taken. `refused`: sending the same again will not help. */
export type Sent = 'taken' | 'unauthorized' | 'refused';

export type Destination = { baseUrl: string; token: string };
export type SendLog = (to: Destination, file: { name: string; content: string }, signal: AbortSignal) => Promise<Sent>;

const REQUEST_MS = 30_000;

/** Uploads one file. Rejects when the control plane cannot be reached or fails: then it is worth trying again. */
export const sendLog: SendLog = async ({ baseUrl, token }, { name, content }, signal) => {
  const form = new FormData();
  form.append('events', new Blob([content], { type: 'application/octet-stream' }), name);
  const answer = await fetch(`${baseUrl}/record-logs?is_device_master=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    body: form,
    signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
  });
  await answer.body?.cancel();
  if (answer.ok) return 'taken';
  if (answer.status === 401 || answer.status === 403) return 'unauthorized';
  if (answer.status === 400 || answer.status === 413) return 'refused';
  throw new Error(`the log was answered with HTTP ${answer.status}`);
};
