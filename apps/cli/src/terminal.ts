import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import type { Clock } from '@thingdock/effects';
import { Failure, usage } from './failures.ts';

type MaybeTty = { isTTY?: boolean | undefined };

/** The world outside of the program: what a test replaces. */
export type Terminal = {
  env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  cwd: string;
  stdin: Readable & MaybeTty;
  stdout: Writable & MaybeTty;
  stderr: Writable & MaybeTty;
  clock: Clock;
  /** Aborts on Ctrl-C. */
  signal: AbortSignal;
};

/** Writes text and a line break, and waits while the reader is slow. */
export async function writeLine(stream: Writable, text: string): Promise<void> {
  if (!stream.write(`${text}\n`)) await once(stream, 'drain');
}

/** Standard input as one text, which only one option can have. */
export function createStdin({
  stdin,
  signal,
}: Pick<Terminal, 'stdin' | 'signal'>): (reader: string) => Promise<string> {
  let taken: string | undefined;
  return async (reader) => {
    if (taken) throw usage(`${taken} and ${reader} cannot both be read from standard input. Give one in another way.`);
    taken = reader;
    const chunks: Buffer[] = [];
    const stop = () => stdin.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
    signal.removeEventListener('abort', stop);
    return Buffer.concat(chunks).toString('utf8');
  };
}

/** Whether somebody sits there who can be asked. Questions go to standard error, so that answers stay clean. */
export const canAsk = ({ stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>): boolean =>
  stdin.isTTY === true && stderr.isTTY === true;

/** Asks a question; with `hidden` nothing of the answer is shown. Ctrl-C and end of input are an interruption. */
export function ask(
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
  question: string,
  { hidden = false } = {},
): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: hidden ? silence : stderr, terminal: true });
  if (hidden) stderr.write(question);
  return new Promise((resolve, reject) => {
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => {
      if (hidden) stderr.write('\n');
      reject(new Failure('interrupted'));
    });
    lines.question(hidden ? '' : question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
