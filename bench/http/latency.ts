import { Agent, request } from 'node:http';

export type Get = { port: number; path: string; headers?: Record<string, string> };

/** Asks one thing after the other over one connection, and notes how many milliseconds each took. Rejects unless all are 200. */
export async function askInTurn(gets: readonly Get[]): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const took: number[] = [];
  try {
    for (const get of gets) {
      const begin = performance.now();
      await ask(get, agent);
      took.push(performance.now() - begin);
    }
  } finally {
    agent.destroy();
  }
  return took;
}

/** The body of an answer. */
export function ask({ port, path, headers = {} }: Get, agent?: Agent): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const sent = request({ host: '127.0.0.1', port, path, headers, ...(agent ? { agent } : {}) }, (answer) => {
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (part: string) => {
      text += part;
    });
    answer.on('end', () =>
      answer.statusCode === 200
        ? resolve(text)
        : reject(new Error(`${path} was answered ${answer.statusCode}: ${text}`)),
    );
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}
