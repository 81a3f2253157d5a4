import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Client, createClient, UnexpectedAnswer } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import type { Answer } from './command.ts';
import { Failure } from './failures.ts';
import { networkReason } from './follow/temporary.ts';
import { ask, canAsk, type Terminal, writeLine } from './terminal.ts';

/** Long enough for a server that asks AWS several things before it answers. */
const CALL_SECONDS = 120;

/** What a command works with. */
export type Context = {
  /** Calls one route. Throws `ApiError`, or a `Failure` when no answer came. */
  call: Client['call'];
  feed: Client['feed'];
  /** Sends a part of an upload; throws as `call` does. */
  sendPart: Client['sendPart'];
  /** The content of a version of a file; throws as `call` does. */
  fileContent: Client['fileContent'];
  /** An archive of an export of logs; throws as `call` does. */
  logArchive: Client['logArchive'];
  clock: Clock;
  /** Aborts on Ctrl-C. */
  signal: AbortSignal;
  /** Tells a person how things go; silent with `--json`. */
  say(line: string): Promise<void>;
  /** Shows a line that the next one overwrites, where somebody watches; without one, clears it. */
  progress(line?: string): void;
  /** Prints an answer while the command goes on: with `--json` one line of JSON. */
  emit(answer: Answer): Promise<void>;
  /** Asks for a yes when somebody sits there; else it is taken as given. */
  confirm(question: string): Promise<boolean>;
  /** Asks for a secret when somebody sits there; `undefined` when nobody does or nothing was typed. */
  askHidden(question: string): Promise<string | undefined>;
  /** A path as the caller meant it. */
  path(given: string): string;
  /** The text of a file, or of standard input for `-`. */
  readText(given: string, option: string): Promise<string>;
};

export type ContextDeps = {
  terminal: Terminal;
  baseUrl: string;
  token: string | undefined;
  json: boolean;
  readStdin: (reader: string) => Promise<string>;
};

export function createContext({ terminal, baseUrl, token, json, readStdin }: ContextDeps): Context {
  const client = createClient({ baseUrl, ...(token ? { token } : {}) });
  const { clock, signal, stdout, stderr } = terminal;
  const path = (given: string) => resolve(terminal.cwd, given);
  const watched = !json && terminal.stderr.isTTY === true;
  async function inTime<T>(given: AbortSignal | undefined, ask: (all: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = AbortSignal.timeout(CALL_SECONDS * 1000);
    try {
      return await ask(AbortSignal.any([signal, deadline, ...(given ? [given] : [])]));
    } catch (error) {
      if (deadline.aborted) throw new Failure('server_silent', { details: { seconds: CALL_SECONDS }, cause: error });
      throw explain(error, baseUrl);
    }
  }
  const explained = (error: unknown): never => {
    throw explain(error, baseUrl);
  };
  return {
    call: (id, input) => inTime(input.signal, (all) => client.call(id, { ...input, signal: all })),
    feed: client.feed,
    sendPart: (id, part) => inTime(part.signal, (all) => client.sendPart(id, { ...part, signal: all })),
    fileContent: (id, number) => client.fileContent(id, number, signal).catch(explained),
    logArchive: (projectId, archive) => client.logArchive(projectId, archive, signal).catch(explained),
    clock,
    signal,
    say: async (line) => {
      if (!json) await writeLine(stdout, line);
    },
    progress: (line = '') => {
      // Carriage return and "erase to the end of the line" (ECMA-48).
      if (watched) stderr.write(`\r${line}\u001b[K`);
    },
    emit: (answer) => writeLine(stdout, json ? JSON.stringify(answer.json) : answer.text),
    confirm: async (question) =>
      !canAsk(terminal) || /^y(es)?$/i.test((await ask(terminal, `${question} [y/N] `)).trim()),
    askHidden: async (question) =>
      (canAsk(terminal) ? await ask(terminal, question, { hidden: true }) : '') || undefined,
    path,
    readText: (given, option) => (given === '-' ? readStdin(option) : readFileText(path(given))),
  };
}

function explain(error: unknown, url: string): unknown {
  const reason = networkReason(error);
  if (reason) return new Failure('server_unreachable', { details: { url, reason }, cause: error });
  if (error instanceof UnexpectedAnswer)
    return new Failure('foreign_answer', { details: { url, reason: error.message }, cause: error });
  return error;
}

async function readFileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Failure('file_unreadable', { details: { path, reason: fileReason(error) }, cause: error });
  }
}

/** What the operating system says about a file, without its English prefix and the path once more. */
export function fileReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is no folder',
    EEXIST: 'it exists already',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
}
