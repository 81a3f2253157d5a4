import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

export type RawAnswer = { status: number; headers: IncomingMessage['headers']; body: string };
export type RawRequest = {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  ca?: string;
};

/** One HTTP request as it is, without an SDK's help. */
export async function rawRequest(base: string, { method = 'GET', path = '/', headers, body = '', ca }: RawRequest) {
  const url = new URL(base);
  const options = { host: url.hostname, port: url.port, method, path, headers, ca };
  const request = url.protocol === 'https:' ? tlsRequest(options) : plainRequest(options);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const answer: RawAnswer = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
  };
  return answer;
}

type Signing = { accessKeyId: string; secretAccessKey: string; region: string; service: string };

/** Signs by the book (Signature Version 4), written for the tests and apart from the verifier. Path and query must need no encoding. */
export function signedHeaders(base: string, { method = 'GET', path = '/', body = '' }: RawRequest, signing: Signing) {
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const host = new URL(base).host;
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const canonical = [method, path, '', `host:${host}`, `x-amz-date:${time}`, '', 'host;x-amz-date', hash(body)].join(
    '\n',
  );
  const scope = `${day}/${signing.region}/${signing.service}/aws4_request`;
  const key = [signing.region, signing.service, 'aws4_request'].reduce<Buffer>(
    hmac,
    hmac(`AWS4${signing.secretAccessKey}`, day),
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n')).toString('hex');
  return {
    'x-amz-date': time,
    authorization: `AWS4-HMAC-SHA256 Credential=${signing.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  };
}
