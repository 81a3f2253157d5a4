import { isObject, isText, type JsonObject, type Parsed, parsed, parseObject, problem } from './json.ts';

/** A request of a device, on `msg/from_device`. */
export type RequestFrame = {
  type: 'req';
  /** Decimal; counts from 1 in each process of the agent and wraps after 65535: never an identity across time. */
  id: string;
  topic: string;
  body: JsonObject;
  /** Absent for the first try, then 2 and 3: a repetition of the same request. */
  try?: number;
};

/** The cloud's answer, on `msg/to_device`. Everything but `ok` is a failure; `body.message` may say why. */
export type ResponseFrame = { type: 'res'; id: string; res: string; body?: JsonObject };

/** Waiting time for an answer, and how often a request is sent in all. */
export const REQUEST_TIMEOUT_MS = 30_000;
export const REQUEST_TRIES = 3;
/** The highest request id; the next one is 0. */
export const LAST_REQUEST_ID = 65_535;

export const encodeFrame = (frame: RequestFrame | ResponseFrame): string => JSON.stringify(frame);

/** Cloud: the answer to a request that succeeded. */
export function okResponse(id: string, body: JsonObject): ResponseFrame {
  return { type: 'res', id, res: 'ok', body };
}

/** Cloud: the answer to a request that failed; the device logs the message. */
export function errorResponse(id: string, message: string): ResponseFrame {
  return { type: 'res', id, res: 'err', body: { message } };
}

/** Cloud: reads what a device published. Unknown members are ignored. */
export function parseRequestFrame(payload: string | Uint8Array): Parsed<RequestFrame> {
  const frame = parseObject(payload);
  if (!frame.ok) return frame;
  const { type, id, topic, body } = frame.value;
  if (type !== 'req') return problem(`not a request: type ${JSON.stringify(type)}`);
  if (!isText(id)) return problem('a request needs an id');
  if (!isText(topic)) return problem('a request needs a topic');
  const tries = frame.value.try;
  return parsed({
    type,
    id,
    topic,
    body: isObject(body) ? body : {},
    ...(typeof tries === 'number' && tries > 1 ? { try: tries } : {}),
  });
}

/** Device: reads what the cloud published. Unknown members are ignored. */
export function parseResponseFrame(payload: string | Uint8Array): Parsed<ResponseFrame> {
  const frame = parseObject(payload);
  if (!frame.ok) return frame;
  const { type, id, res, body } = frame.value;
  if (type !== 'res') return problem(`not a response: type ${JSON.stringify(type)}`);
  if (!isText(id) || !isText(res)) return problem('a response needs id and res');
  return parsed({ type, id, res, ...(isObject(body) ? { body } : {}) });
}

/** Device: the body of a good answer, or what the cloud said went wrong. */
export function responseBody(frame: ResponseFrame): Parsed<JsonObject> {
  if (frame.res === 'ok') return parsed(frame.body ?? {});
  const message = frame.body?.message;
  return problem(isText(message) ? message : `the cloud answered "${frame.res}"`);
}
