import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { IAMClient } from '@aws-sdk/client-iam';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { randomIds, systemClock } from '@thingdock/effects';
import { type AwsLocal, type AwsLocalOptions, startAwsLocal } from '../src/index.ts';
import { openPki } from '../src/pki/pki.ts';
import { openStore } from '../src/state/store.ts';

export const REGION = 'eu-west-1';

export type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

/** The whole stand-in on free ports; ends with the test. */
export async function startTestAws(t: TestContext, options: AwsLocalOptions = {}): Promise<AwsLocal> {
  const aws = await startAwsLocal(options);
  t.after(() => aws.close());
  return aws;
}

/** SDK clients with one user's keys. Attempts are not repeated, so that a test sees the first answer. `now`: their clock's time. */
export function clients(aws: AwsLocal, credentials: Keys = aws.root, region = REGION, now = new Date()) {
  const settings = {
    endpoint: aws.endpointUrl,
    region,
    // The SDK writes into the credentials that it is given.
    credentials: { ...credentials },
    maxAttempts: 1,
    systemClockOffset: now.getTime() - Date.now(),
  };
  return { sts: new STSClient(settings), iam: new IAMClient(settings), sns: new SNSClient(settings) };
}

export type Received = { headers: IncomingHttpHeaders; body: string; socket: number };

type Answer = (index: number) => number | 'hang';

/** An HTTP endpoint that writes down what it gets. `answer` decides the status of each request, by its number from 0. */
export async function startWebhook(t: TestContext, answer: Answer = () => 200) {
  const { handle, ...notes } = notebook(answer);
  return { ...notes, url: `http://127.0.0.1:${await listening(t, createServer(handle))}/hook` };
}

/** The same over TLS, under an authority of its own. */
export async function startTlsWebhook(t: TestContext, answer: Answer = () => 200) {
  const { handle, ...notes } = notebook(answer);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const pki = await openPki({ store: openStore({ log: silent }), clock: systemClock, ids: randomIds });
  const server = createTlsServer(await pki.serverCredentials(['localhost']), handle);
  return { ...notes, caPem: pki.caPem, url: `https://localhost:${await listening(t, server)}/hook` };
}

function notebook(answer: Answer) {
  const received: Received[] = [];
  const sockets = new Map<object, number>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const socket = sockets.get(request.socket) ?? sockets.size;
      sockets.set(request.socket, socket);
      const status = answer(received.length);
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), socket });
      if (status !== 'hang') response.writeHead(status).end();
    });
  };
  /** The bodies as JSON, of one kind of message if told. */
  const messages = (type?: string) =>
    received
      .map(({ body }) => JSON.parse(body) as Record<string, string>)
      .filter((message) => type === undefined || message.Type === type);
  return { handle, received, messages };
}

async function listening(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
