import type { ErrorCode, FieldError } from './errors.ts';
import type { Problem } from './fault.ts';
import { readFeed } from './feed-reader.ts';
import type { Route, RouteAnswer, RouteBody, RouteParams, RouteQuery } from './route.ts';
import {
  FEED_PATH,
  fileContentPath,
  logArchivePath,
  ROUTES,
  type RouteId,
  type Routes,
  uploadPartPath,
} from './routes/index.ts';
import type { FeedMessage } from './schemas/feed.ts';
import type { Upload } from './schemas/files.ts';
import type { LogExportQuery } from './schemas/logs.ts';

export type ClientOptions = {
  /** Where the server is, without a path: `http://127.0.0.1:8600`. */
  baseUrl: string;
  /** An API token; a browser leaves it out and sends its session cookie. */
  token?: string;
  fetch?: typeof fetch;
};

/** What a call takes: `params` for the path, `query`, `body`; each only where the route has it. */
export type CallInput<R extends Route> = (keyof RouteParams<R> extends never ? unknown : { params: RouteParams<R> }) &
  (RouteBody<R> extends undefined ? unknown : { body: RouteBody<R> }) & {
    query?: RouteQuery<R>;
    signal?: AbortSignal;
  };

type LooseInput = {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
};

export type Client = {
  /**
   * Calls one route of the table. Throws `ApiError` for any answer that is no success, `UnexpectedAnswer` for one that is
   * not of this API, and `fetch`'s own `TypeError` when no answer came.
   */
  call<I extends RouteId>(id: I, input: CallInput<Routes[I]>): Promise<RouteAnswer<Routes[I]>>;
  /** The live feed, until the signal aborts. Ends (without an error) when the server closes it; the caller reconnects. */
  feed(options: { projectId?: string; signal?: AbortSignal }): AsyncGenerator<FeedMessage>;
  /** Sends the next part of an upload, at most `UPLOAD_PART_LIMIT` bytes. Throws as `call` does. */
  sendPart(uploadId: string, part: UploadPart): Promise<Upload>;
  /** The content of a version of a file, byte by byte. Throws as `call` does. */
  fileContent(fileId: string, number: number, signal?: AbortSignal): Promise<Bytes>;
  /** A ZIP archive of an export of a project's logs. Throws as `call` does. */
  logArchive(projectId: string, archive: LogExportQuery & { part: string }, signal?: AbortSignal): Promise<Bytes>;
};

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;

/** `offset`: where in the file the bytes lie, which is how many have arrived before. */
export type UploadPart = { offset: number; body: Uint8Array<ArrayBuffer>; signal?: AbortSignal };

/** An error answer of the server. `code` is stable, the message is for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly requestId: string;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors;
    this.requestId = problem.requestId;
  }
}

/** An answer that no Thingdock server gives: a proxy or another program sits at the address. */
export class UnexpectedAnswer extends Error {
  readonly url: string;

  constructor(answer: Response, text: string) {
    const begin = text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
    super(`${answer.url} answered ${answer.status}, and not in the words of Thingdock: ${begin}`);
    this.name = 'UnexpectedAnswer';
    this.url = answer.url;
  }
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;
  const authorization: Record<string, string> = options.token ? { authorization: `Bearer ${options.token}` } : {};

  async function request(route: Route, input: LooseInput): Promise<unknown> {
    const url = new URL(fillPath(route.path, input.params ?? {}), options.baseUrl);
    for (const [name, value] of Object.entries(input.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const answer = await send(url, {
      method: route.method,
      headers: {
        accept: 'application/json',
        ...authorization,
        ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      ...(input.signal ? { signal: input.signal } : {}),
    });
    return readAnswer(answer);
  }

  async function readBytes(url: URL, signal?: AbortSignal): Promise<Bytes> {
    const answer = await send(url, { headers: authorization, ...(signal ? { signal } : {}) });
    if (!answer.ok || !answer.body) throw await toError(answer);
    return answer.body;
  }

  return {
    call: (id, input) => request(ROUTES[id], input as LooseInput) as never,
    async *feed({ projectId, signal }) {
      const url = new URL(FEED_PATH, options.baseUrl);
      if (projectId) url.searchParams.set('projectId', projectId);
      const answer = await send(url, {
        headers: { accept: 'text/event-stream', ...authorization },
        ...(signal ? { signal } : {}),
      });
      if (!answer.ok || !answer.body) throw await toError(answer);
      yield* readFeed(answer.body);
    },
    async sendPart(uploadId, { offset, body, signal }) {
      const answer = await send(new URL(`${uploadPartPath(uploadId)}?offset=${offset}`, options.baseUrl), {
        method: 'PUT',
        headers: { ...authorization, 'content-type': 'application/octet-stream' },
        body,
        ...(signal ? { signal } : {}),
      });
      return (await readAnswer(answer)) as Upload;
    },
    fileContent: (fileId, number, signal) =>
      readBytes(new URL(fileContentPath(fileId, number), options.baseUrl), signal),
    logArchive(projectId, query, signal) {
      const url = new URL(logArchivePath(projectId), options.baseUrl);
      url.search = String(new URLSearchParams(query));
      return readBytes(url, signal);
    },
  };
}

async function readAnswer(answer: Response): Promise<unknown> {
  if (!answer.ok) throw await toError(answer);
  const text = await answer.text();
  const value = parseJson(text);
  if (value === undefined) throw new UnexpectedAnswer(answer, text);
  return value;
}

function fillPath(path: string, params: Record<string, string>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (!value) throw new TypeError(`The path ${path} needs the parameter ${name}.`);
    return encodeURIComponent(value);
  });
}

/** The problem in an error answer; a proxy or another program in between may answer something else. */
async function toError(answer: Response): Promise<Error> {
  const text = await answer.text();
  const problem = parseJson(text) as Partial<Problem> | null | undefined;
  if (typeof problem?.code === 'string' && typeof problem.detail === 'string') return new ApiError(problem as Problem);
  return new UnexpectedAnswer(answer, text);
}

/** `undefined` for a text that is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
