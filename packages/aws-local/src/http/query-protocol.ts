import { ANONYMOUS, AwsError, type Call, type QueryOperation, type QueryParams } from '../stand-in.ts';
import type { HttpAnswer } from './answer.ts';
import { queryParams } from './query-params.ts';
import { authorize, type ErrorWriter, type QueryService } from './service.ts';
import { xmlChildren, xmlElement } from './xml.ts';

/** Common to all Query calls: SDKs send them and no operation asks for them. */
const COMMON = ['Action', 'Version'];

/** The form of a Query call: a POST body, or the query of a GET. */
export function queryForm(method: string, query: string, body: Buffer): URLSearchParams {
  const form = new URLSearchParams(method === 'GET' ? query : body.toString('utf8'));
  for (const name of [...form.keys()]) if (name.startsWith('X-Amz-')) form.delete(name);
  return form;
}

/** Finds the operation. Throws what AWS says to a call that it does not know, and NotImplemented for what only this stand-in does not. */
export function findQueryOperation(service: QueryService, form: URLSearchParams): QueryOperation {
  const name = form.get('Action');
  if (!name) throw new AwsError('MissingAction', 400, 'The request must contain the parameter Action.');
  const operation = service.operations.get(name);
  if (!operation) throw unknownOperation(service, name);
  refuseUnknownParameters(service, operation, form);
  return operation;
}

function unknownOperation({ prefix, known, version }: QueryService, name: string): AwsError {
  if (known.includes(name)) return notImplemented(`${prefix}:${name}`);
  return new AwsError('InvalidAction', 400, `Could not find operation ${name} for version ${version}`);
}

/** A parameter without effect must not look as if it had one. */
function refuseUnknownParameters(
  { prefix }: QueryService,
  { name, parameters }: QueryOperation,
  form: URLSearchParams,
) {
  for (const sent of form.keys()) {
    const base = sent.split('.')[0] ?? sent;
    if (!COMMON.includes(base) && !parameters.includes(base)) {
      throw notImplemented(`the parameter ${base} of ${prefix}:${name}`);
    }
  }
}

export const notImplemented = (what: string) =>
  new AwsError('NotImplemented', 501, `aws-local does not implement ${what}.`);

export async function runQueryOperation(
  service: QueryService,
  operation: QueryOperation,
  call: Call,
  form: URLSearchParams,
): Promise<HttpAnswer> {
  const params: QueryParams = queryParams(form, service.missingParameter);
  if (call.caller !== ANONYMOUS) authorize(call, service.prefix, operation, params);
  const result = await operation.run(call, params);
  const children = result === undefined ? '' : xmlElement(`${operation.name}Result`, result);
  const metadata = xmlElement('ResponseMetadata', { RequestId: call.requestId });
  return xmlAnswer(
    200,
    call.requestId,
    `<${operation.name}Response xmlns="${service.namespace}">${children}${metadata}</${operation.name}Response>`,
  );
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
export function queryError(namespace: string): ErrorWriter {
  return ({ code, status, message }, requestId) => {
    const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
    const content = xmlChildren({ Error: error, RequestId: requestId });
    return xmlAnswer(status, requestId, `<ErrorResponse xmlns="${namespace}">${content}</ErrorResponse>`);
  };
}

const xmlAnswer = (status: number, requestId: string, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body,
});
