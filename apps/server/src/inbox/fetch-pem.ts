import { get } from 'node:https';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 32_768;

/**
 * Fetches a small text over TLS. `undefined` when the host says that there is none; rejects when it cannot be reached or
 * fails itself. Never follows a redirect. `ca`: trust this authority only.
 */
export function fetchPem(url: URL, ca: string | undefined): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const request = get(url, { signal: AbortSignal.timeout(TIMEOUT_MS), agent: false, ...(ca ? { ca } : {}) });
    request.on('error', reject);
    request.on('response', (response) => {
      const { statusCode = 0 } = response;
      if (statusCode !== 200) {
        response.destroy();
        if (statusCode >= 500 || statusCode === 429) reject(new Error(`${url.host} answered ${statusCode}`));
        else resolve(undefined);
        return;
      }
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_BYTES) {
          response.destroy();
          resolve(undefined);
        }
      });
      response.on('error', reject);
      response.on('end', () => resolve(text));
    });
  });
}
