import { type FlowPackage, parseFlowPackage } from '@thingdock/device-protocol';
import { reasonOf } from '../platform/errors.ts';
import { DeployError } from './deploy-error.ts';

const TIMEOUT_MS = 60_000;
/** Far more than the 100 kB that a flow may have; only a guard for memory. */
const MOST_BYTES = 20_000_000;

/**
 * Gets a flow package. The URL is itself the permission and never appears in an error or a log. Rejects with DeployError,
 * or with the signal's reason.
 */
export async function downloadFlow(url: string, signal: AbortSignal): Promise<FlowPackage> {
  if (!/^https?:/i.test(url))
    throw new DeployError('the address of the flow package is not one of http or https', { retry: false });
  const text = await fetchText(url, signal);
  const flow = parseFlowPackage(text);
  if (!flow.ok) throw new DeployError(flow.problem, { retry: false });
  return flow.value;
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await fetch(url, { signal: limited, headers: { accept: 'application/json' } });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new Error(`HTTP ${answer.status}`);
    }
    return await readLimited(answer);
  } catch (error) {
    signal.throwIfAborted();
    throw new DeployError(`the flow package could not be downloaded: ${reasonOf(error)}`, { retry: true });
  }
}

async function readLimited(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
