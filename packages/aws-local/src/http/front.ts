import type { IncomingMessage } from 'node:http';
import type { Admin } from '../admin/admin.ts';
import { underFaults } from '../faults/at-call.ts';
import type { CallFault, FaultQueue } from '../faults/faults.ts';
import { authenticate } from '../identity/authenticate.ts';
import type { IdentityTables } from '../identity/records.ts';
import type { SignedRequest } from '../sigv4/canonical.ts';
import { type Claim, readClaim } from '../sigv4/claim.ts';
import { ANONYMOUS, AwsError, type Call, type Caller, type StandIn } from '../stand-in.ts';
import type { HttpAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { refusal } from './disbelief.ts';
import { guardProblem } from './guard.ts';
import { findQueryOperation, queryError, queryForm, runQueryOperation } from './query-protocol.ts';
import { isServedRegion, regionProblem } from './region.ts';
import { findRoute, restError, runRestOperation, unknownRoute } from './rest-protocol.ts';
import type { QueryService, RestService, Service } from './service.ts';
import { type Services, servicesOfScope } from './services.ts';

/** SNS messages of 256 KB may triple when they are percent-encoded in a form. */
const BODY_LIMIT = 1024 * 1024;

export type FrontDeps = {
  standIn: StandIn;
  services: Services;
  tables: IdentityTables;
  faults: Pick<FaultQueue<CallFault>, 'take'>;
  /** Left out: there are no admin calls. */
  admin?: Admin | undefined;
};

/** Answers one HTTP request: the signing certificate, the unsigned links of SNS, or a signed call to one of the services. */
export type Front = (request: IncomingMessage) => Promise<HttpAnswer>;

export function createFront(deps: FrontDeps): Front {
  const { standIn } = deps;
  return async (request) => {
    const requestId = standIn.ids.uuid();
    const problem = guardProblem(request.headers, standIn.settings.servedHosts);
    if (problem !== undefined) return plain(403, problem);
    const [path = '/', query = ''] = split(request.url ?? '/');
    if (request.method === 'GET' && path === standIn.pki.sns.path) return certificate(standIn.pki.sns.certificatePem);
    const body = await readBody(request, BODY_LIMIT);
    if (body === undefined)
      return { ...plain(413, 'The request is longer than 1 MB.'), headers: { connection: 'close' } };
    const signed: SignedRequest = { method: request.method ?? 'GET', path, query, headers: headerPairs(request), body };
    const answer = (await deps.admin?.(adminRequest(signed))) ?? (await serve(deps, signed, requestId));
    await standIn.store.flush();
    return answer;
  };
}

async function serve(deps: FrontDeps, request: SignedRequest, requestId: string): Promise<HttpAnswer> {
  const reading = readClaim(request);
  if (reading.kind === 'none') return serveUnsigned(deps, request, requestId);
  const scope = reading.kind === 'claim' ? reading.claim.service : guessScope(request);
  const candidates = servicesOfScope(deps.services, scope);
  const service = candidates[0] ?? deps.services[guessScope(request)];
  return answering(deps, service, requestId, async () => {
    if (reading.kind === 'incomplete') throw refusal('incomplete', service.protocol, reading.message);
    if (candidates.length === 0) throw refusal('bad_signature', service.protocol, wrongService(scope));
    const caller = believe(deps, service, request, reading.claim);
    const region = service.prefix === 'iam' ? 'us-east-1' : reading.claim.region;
    const call: Call = { standIn: deps.standIn, caller, region, requestId };
    return service.protocol === 'query'
      ? runQuery(deps, service, request, call)
      : runRest(deps, candidates, request, call);
  });
}

/** Throws in the words of the service's protocol when the region is wrong or the signature does not hold. */
function believe({ standIn, tables }: FrontDeps, service: Service, request: SignedRequest, claim: Claim): Caller {
  const wrongRegion = regionProblem(claim.region, standIn.settings.regions, service.prefix);
  if (wrongRegion !== undefined) throw refusal('bad_signature', service.protocol, wrongRegion);
  const result = authenticate(tables, request, claim, standIn.clock.now());
  if ('caller' in result) return result.caller;
  throw refusal(result.disbelief.kind, service.protocol, result.disbelief.message);
}

function runQuery(deps: FrontDeps, service: QueryService, request: SignedRequest, call: Call): Promise<HttpAnswer> {
  const form = queryForm(request.method, request.query, request.body);
  const operation = findQueryOperation(service, form);
  return underFaults(deps.faults, { service, operation: operation.name, call }, () =>
    answering(deps, service, call.requestId, () => runQueryOperation(service, operation, call, form)),
  );
}

function runRest(
  deps: FrontDeps,
  candidates: readonly Service[],
  request: SignedRequest,
  call: Call,
): Promise<HttpAnswer> {
  const planes = candidates.filter((service) => service.protocol === 'rest');
  for (const service of planes) {
    const found = findRoute(service.operations, request.method, request.path);
    if (found) return runPlane(deps, service, found, request, call);
  }
  throw unknownRoute(planes, request.method, request.path);
}

async function runPlane(
  deps: FrontDeps,
  service: RestService,
  { operation, params }: NonNullable<ReturnType<typeof findRoute<RestService['operations'][number]['operation']>>>,
  request: SignedRequest,
  call: Call,
): Promise<HttpAnswer> {
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const rest = { params, query: new URLSearchParams(request.query), headers, body: request.body };
  const answered = (run: () => Promise<HttpAnswer>) => answering(deps, service, call.requestId, run);
  return answered(() =>
    underFaults(deps.faults, { service, operation: operation.name, call }, () =>
      answered(() => runRestOperation(service, operation, call, rest)),
    ),
  );
}

/** Only the links in SNS messages work without a signature. */
async function serveUnsigned(deps: FrontDeps, request: SignedRequest, requestId: string): Promise<HttpAnswer> {
  const service = deps.services[guessScope(request)];
  return answering(deps, service, requestId, async () => {
    const form = queryForm(request.method, request.query, request.body);
    const operation = service.protocol === 'query' ? service.operations.get(form.get('Action') ?? '') : undefined;
    const region = (form.get('TopicArn') ?? form.get('SubscriptionArn') ?? '').split(':')[3] ?? '';
    if (
      service.protocol !== 'query' ||
      !operation?.anonymous ||
      !isServedRegion(region, deps.standIn.settings.regions)
    ) {
      const message =
        service.protocol === 'query' ? 'Request is missing Authentication Token' : 'Missing Authentication Token';
      throw refusal('unsigned', service.protocol, message);
    }
    const call: Call = { standIn: deps.standIn, caller: ANONYMOUS, region, requestId };
    return runQuery(deps, service, request, call);
  });
}

/** Runs a part and writes what it throws in the form of the service. */
async function answering(
  { standIn }: Pick<FrontDeps, 'standIn'>,
  service: Service,
  requestId: string,
  run: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const write =
    service.protocol === 'query' ? queryError(service.namespace) : restError(service.plane, () => standIn.ids.uuid());
  try {
    return await run();
  } catch (error) {
    if (error instanceof AwsError)
      return write(error.code === 'AccessDenied' ? service.denied(error) : error, requestId);
    standIn.log.error({ event: 'http.failed', requestId, error }, 'a request ended in an unexpected error');
    const code = service.protocol === 'query' ? 'InternalFailure' : 'InternalFailureException';
    return write(new AwsError(code, 500, 'aws-local failed unexpectedly; its log tells why.'), requestId);
  }
}

/** For errors before a service is known: forms go to `/` with an Action, everything else is JSON. */
const guessScope = ({ path, query, body }: SignedRequest) =>
  path === '/' && (/(^|&)Action=/.test(query) || /(^|&)Action=/.test(body.toString('latin1'))) ? 'sns' : 'iot';

const wrongService = (scope: string) =>
  `Credential should be scoped to correct service: aws-local serves sts, iam, sns, iot and iotdata, not '${scope}'.`;

function split(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function headerPairs({ rawHeaders }: IncomingMessage): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  return pairs;
}

function adminRequest({ method, path, query, headers, body }: SignedRequest) {
  const header = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  return { method, path, query, header, body };
}

const certificate = (pem: string): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-pem-file' },
  body: pem,
});

const plain = (status: number, message: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});
