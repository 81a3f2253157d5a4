import { IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane';
import { REGION, type StandInServer } from '../servers/stand-in.ts';
import type { HttpCall } from './load.ts';

class Captured extends Error {
  readonly call: HttpCall;
  constructor(call: HttpCall) {
    super('the request was captured instead of sent');
    this.call = call;
  }
}

type SdkRequest = { method: string; path: string; headers: Record<string, string>; body?: unknown; port?: number };

/** One update of a shadow as the AWS SDK signs it. It may be sent again and again: a signature holds for minutes. */
export async function signedUpdate({ endpointUrl, credentials }: StandInServer, thingName: string, payload: string) {
  const requestHandler = {
    handle({ method, path, headers, body }: SdkRequest): Promise<never> {
      const bytes = Buffer.from(body instanceof Uint8Array || typeof body === 'string' ? body : '');
      const port = Number(new URL(endpointUrl).port);
      return Promise.reject(new Captured({ port, method, path, headers, body: bytes }));
    },
  };
  const client = new IoTDataPlaneClient({
    endpoint: endpointUrl,
    region: REGION,
    credentials,
    maxAttempts: 1,
    requestHandler,
  });
  try {
    await client.send(new UpdateThingShadowCommand({ thingName, payload: Buffer.from(payload) }));
  } catch (error) {
    if (error instanceof Captured) return error.call;
    throw error;
  }
  throw new Error('the SDK sent nothing');
}
