import type { SignedRequest } from './canonical.ts';

/** What a request says about its own signature. Nothing in it is proven yet. */
export type Claim = {
  from: 'header' | 'query';
  accessKeyId: string;
  /** `YYYYMMDD` of the credential scope. */
  scopeDate: string;
  region: string;
  service: string;
  /** `YYYYMMDDTHHMMSSZ` */
  time: string;
  /** Seconds for which a signature in the query holds. */
  expires?: number;
  signedHeaders: string[];
  signature: string;
  securityToken?: string;
};

/** `none`: the request is not signed. `incomplete`: it tries, but this is missing or malformed (AWS's wording). */
export type ClaimReading = { kind: 'claim'; claim: Claim } | { kind: 'none' } | { kind: 'incomplete'; message: string };

const ALGORITHM = 'AWS4-HMAC-SHA256';

export function readClaim(request: Pick<SignedRequest, 'headers' | 'query'>): ClaimReading {
  const authorization = header(request.headers, 'authorization');
  if (authorization !== undefined) return fromHeader(authorization, request.headers);
  const query = queryParameters(request.query);
  if (query.has('X-Amz-Signature') || query.has('X-Amz-Credential')) return fromQuery(query);
  return { kind: 'none' };
}

function fromHeader(authorization: string, headers: SignedRequest['headers']): ClaimReading {
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    return incomplete(`Authorization header requires the algorithm '${ALGORITHM}'.`);
  }
  const parts = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(',')
      .map((part) => part.trim())
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  const time = header(headers, 'x-amz-date') ?? dateHeader(headers);
  if (missing.length > 0 || time === undefined) {
    const texts = missing.map((name) => `Authorization header requires '${name}' parameter.`);
    if (time === undefined)
      texts.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    return incomplete(texts.join(' '));
  }
  return claimOf({
    from: 'header',
    credential: parts.get('Credential') ?? '',
    time,
    signedHeaders: parts.get('SignedHeaders') ?? '',
    signature: parts.get('Signature') ?? '',
    securityToken: header(headers, 'x-amz-security-token'),
  });
}

function fromQuery(query: Map<string, string>): ClaimReading {
  const names = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Signature',
    'X-Amz-SignedHeaders',
    'X-Amz-Date',
    'X-Amz-Expires',
  ];
  const missing = names.filter((name) => !query.get(name));
  if (missing.length > 0) {
    return incomplete(missing.map((name) => `AWS query-string parameters must include '${name}'.`).join(' '));
  }
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return incomplete(`X-Amz-Algorithm only supports '${ALGORITHM}'.`);
  const expires = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > 604_800) {
    return incomplete('X-Amz-Expires must be a number of seconds between 1 and 604800.');
  }
  return claimOf({
    from: 'query',
    credential: query.get('X-Amz-Credential') ?? '',
    time: query.get('X-Amz-Date') ?? '',
    expires,
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    securityToken: query.get('X-Amz-Security-Token'),
  });
}

type Parts = Pick<Claim, 'from' | 'time' | 'signature'> & {
  credential: string;
  signedHeaders: string;
  expires?: number;
  securityToken?: string | undefined;
};

function claimOf({ credential, signedHeaders, securityToken, ...rest }: Parts): ClaimReading {
  const [accessKeyId = '', scopeDate = '', region = '', service = '', end, ...more] = credential.split('/');
  if (end !== 'aws4_request' || more.length > 0 || !/^\d{8}$/.test(scopeDate)) {
    return incomplete(
      "Credential must have exactly 5 slash-delimited elements, e.g. 'keyid/date/region/service/aws4_request'.",
    );
  }
  if (!/^\d{8}T\d{6}Z$/.test(rest.time)) {
    return incomplete(`Date must be in ISO-8601 'basic format'. Got '${rest.time}'.`);
  }
  const names = signedHeaders.split(';');
  if (!names.includes('host')) return incomplete("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  const claim: Claim = { ...rest, accessKeyId, scopeDate, region, service, signedHeaders: names };
  if (securityToken !== undefined) claim.securityToken = securityToken;
  return { kind: 'claim', claim };
}

const incomplete = (message: string): ClaimReading => ({ kind: 'incomplete', message });

function header(headers: SignedRequest['headers'], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1].trim();
}

/** The `Date` header may stand in for `X-Amz-Date`; it is an HTTP date. */
function dateHeader(headers: SignedRequest['headers']): string | undefined {
  const text = header(headers, 'date');
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function queryParameters(query: string): Map<string, string> {
  return new Map(new URLSearchParams(query.replaceAll('+', '%2B')));
}
