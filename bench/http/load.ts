import { Agent, request } from 'node:http';

export type HttpCall = { port: number; method: string; path: string; headers: Record<string, string>; body: Buffer };

/** Repeats a call over so many connections that stay open. Rejects at the first answer that is not 200. */
export async function repeat(call: HttpCall, count: number, connections: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  const worker = async () => {
    for (; left > 0; ) {
      left -= 1;
      await once(call, agent);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, worker));
  } finally {
    agent.destroy();
  }
}

function once({ port, method, path, headers, body }: HttpCall, agent: Agent): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
    answer.resume();
    answer.on('end', () =>
      answer.statusCode === 200 ? resolve() : reject(new Error(`${method} ${path} was answered ${answer.statusCode}`)),
    );
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
