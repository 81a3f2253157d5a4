import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Webhook = {
  url: string;
  /** Resolves with the token of a subscription that was asked for. */
  token: Promise<string>;
  /** Resolves when so many notifications have come, counted from now. */
  receive(count: number): Promise<void>;
  close(): void;
};

/** An HTTP endpoint in this process that takes what SNS sends and only counts it. */
export async function startWebhook(): Promise<Webhook> {
  const token = Promise.withResolvers<string>();
  let [left, done] = [0, () => {}];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const isNotification = request.headers['x-amz-sns-message-type'] === 'Notification';
    request.on('data', (chunk: Buffer) => isNotification || chunks.push(chunk));
    request.on('end', () => {
      response.end();
      if (!isNotification) token.resolve((JSON.parse(Buffer.concat(chunks).toString()) as { Token: string }).Token);
      else if (--left === 0) done();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    token: token.promise,
    receive(count) {
      return new Promise((resolve) => {
        [left, done] = [count, resolve];
      });
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
