import { repeat } from '../http/load.ts';
import { signedUpdate } from '../http/signed.ts';
import { against } from '../measure/result.ts';
import { rounds } from '../measure/rounds.ts';
import { startServer } from '../servers/child.ts';
import { startStandIn } from '../servers/stand-in.ts';
import type { Program } from './program.ts';

const PAYLOAD = JSON.stringify({ state: { reported: { temperature: 21.5, text: 'x'.repeat(100) } } });

/** Shadow updates as signed calls, over 16 connections; beside them, the same calls to a server that only reads them. */
export const shadowHttp: Program = {
  about: 'shadow updates over HTTP',
  async run({ scale, rounds: count }, defer) {
    const each = scale === 'full' ? 4000 : 20;
    const standIn = await startStandIn();
    defer(standIn.stop);
    const bare = await startServer('bare-http.ts');
    defer(bare.stop);
    const work = async (port: number) => {
      // Signed anew each round, since a signature holds for minutes only.
      await repeat({ ...(await signedUpdate(standIn, 'bench-thing', PAYLOAD)), port }, each, 16);
      return each;
    };
    const httpPort = Number(new URL(standIn.endpointUrl).port);
    const contestants = [
      { name: 'signed shadow updates', pid: standIn.pid, work: () => work(httpPort) },
      { name: 'bare HTTP server', pid: bare.pid, work: () => work(bare.port) },
    ];
    const rows = await rounds(contestants, count);
    const comparisons = against(rows, 'signed shadow updates', 'bare HTTP server');
    return { unit: 'calls/s', rows, comparisons };
  },
};
