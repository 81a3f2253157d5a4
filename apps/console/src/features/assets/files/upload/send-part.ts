import { ApiError, type Problem, type Upload, uploadPartPath } from '@thingdock/api';
import { OffsetRefused, type Part, type SendOptions, Unreachable } from './transfer.ts';

/** Sends one part. Not by `fetch`: that does not tell how much of a body has gone out. */
export function sendPart({ uploadId, offset, body }: Part, { signal, onProgress }: SendOptions): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const settle = (act: () => void) => () => {
      signal.removeEventListener('abort', abort);
      act();
    };
    request.open('PUT', `${uploadPartPath(uploadId)}?offset=${offset}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onerror = settle(() => reject(new Unreachable('The server could not be reached')));
    request.onabort = settle(() => reject(signal.reason ?? new DOMException('Paused', 'AbortError')));
    request.onload = settle(() => answered(request, resolve, reject));
    signal.addEventListener('abort', abort);
    request.send(body);
  });
}

function answered(request: XMLHttpRequest, resolve: (upload: Upload) => void, reject: (error: Error) => void): void {
  const { status, responseText } = request;
  if (status >= 200 && status < 300) resolve(JSON.parse(responseText) as Upload);
  else reject(refusal(status, responseText));
}

/** A proxy in front of a server that restarts. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

function refusal(status: number, text: string): Error {
  if (status === 409) return new OffsetRefused('The server has another part');
  if (AWAY.has(status)) return new Unreachable(`The server answered ${status}`);
  return toError(status, text);
}

function toError(status: number, text: string): Error {
  try {
    return new ApiError(JSON.parse(text) as Problem);
  } catch {
    return new Error(`the server answered ${status} to a part of the upload`);
  }
}
