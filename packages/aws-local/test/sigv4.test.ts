import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ageProblem } from '../src/sigv4/age.ts';
import type { SignedRequest } from '../src/sigv4/canonical.ts';
import { type Claim, readClaim } from '../src/sigv4/claim.ts';
import { canonicalForms, signatureMatches, stringToSign } from '../src/sigv4/verify.ts';

const folder = join(import.meta.dirname, 'vectors/sigv4');
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

type Context = {
  credentials: { access_key_id: string; secret_access_key: string };
  normalize: boolean;
  timestamp: string;
};

const read = (name: string, file: string) => readFileSync(join(folder, name, file), 'utf8');

/** Reads a request in the files' own notation: request line, headers (with folded lines), empty line, body. */
function parseRequest(text: string): SignedRequest {
  const end = text.search(/\r?\n\r?\n/);
  const head = (end < 0 ? text : text.slice(0, end)).split(/\r?\n/);
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(head[0] ?? '') ?? [];
  const headers: [string, string][] = [];
  for (const line of head.slice(1)) {
    const last = headers.at(-1);
    const at = line.indexOf(':');
    if (/^\s/.test(line) && last) last[1] += `\n${line}`;
    else if (at > 0) headers.push([line.slice(0, at), line.slice(at + 1)]);
  }
  const mark = target.indexOf('?');
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    body: Buffer.from(end < 0 ? '' : text.slice(end).replace(/^\r?\n\r?\n/, '')),
  };
}

function claimOf(request: SignedRequest): Claim | undefined {
  const reading = readClaim(request);
  return reading.kind === 'claim' ? reading.claim : undefined;
}

/** Everything that the signature covers, as one text. */
function covered(request: SignedRequest, normalize: boolean): string | undefined {
  const claim = claimOf(request);
  return claim && JSON.stringify([canonicalForms(request, claim, normalize), { ...claim, from: '' }]);
}

describe('the verifier of Signature Version 4', () => {
  it('has the 38 public cases to prove itself on', () => assert.equal(cases.length, 38));

  for (const name of cases) {
    for (const kind of ['header', 'query'] as const) {
      const context = JSON.parse(read(name, 'context.json')) as Context;
      const secret = context.credentials.secret_access_key;
      const options = { normalizePath: context.normalize };
      const text = read(name, `${kind}-signed-request.txt`);
      const request = parseRequest(text);
      const claim = claimOf(request);

      it(`accepts ${name}, signed by ${kind}, over the same canonical request`, () => {
        assert.ok(claim);
        assert.equal(claim.accessKeyId, context.credentials.access_key_id);
        const canonical = read(name, `${kind}-canonical-request.txt`);
        assert.ok(canonicalForms(request, claim, context.normalize).includes(canonical));
        assert.equal(stringToSign(claim, canonical), read(name, `${kind}-string-to-sign.txt`));
        assert.ok(signatureMatches(request, claim, secret, options));
        assert.equal(ageProblem(claim, Date.parse(context.timestamp)), undefined);
        assert.equal(signatureMatches(request, claim, `${secret}x`, options), false);
      });

      it(`refuses ${name}, signed by ${kind}, once a signed byte is flipped`, () => {
        const original = covered(request, context.normalize);
        let signedBytes = 0;
        for (let at = 0; at < text.length; at += 1) {
          const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
          const changed = parseRequest(flipped);
          const changedClaim = claimOf(changed);
          if (!changedClaim || covered(changed, context.normalize) === original) continue;
          signedBytes += 1;
          if (signatureMatches(changed, changedClaim, secret, options))
            assert.ok(onlyOutside(changed, request), flipped);
        }
        assert.ok(signedBytes > 100, `${signedBytes} bytes were tried`);
      });
    }
  }

  /** Of what `covered` holds, the key id, the expiry of header signatures and a token appended after signing lie outside the signature. */
  function onlyOutside(changed: SignedRequest, request: SignedRequest): boolean {
    const [a, b] = [claimOf(changed), claimOf(request)];
    const strip = (claim: Claim | undefined) => JSON.stringify({ ...claim, accessKeyId: '', securityToken: '' });
    return changed.method === request.method && changed.body.equals(request.body) && strip(a) === strip(b);
  }
});

describe('the age of a signature', () => {
  const claim = claimOf(parseRequest(read('get-vanilla', 'header-signed-request.txt')));
  const signedAt = Date.UTC(2015, 7, 30, 12, 36);

  it('may differ by five minutes either way, and no more', () => {
    assert.ok(claim);
    assert.equal(ageProblem(claim, signedAt + 300_000), undefined);
    assert.equal(ageProblem(claim, signedAt - 300_000), undefined);
    assert.match(
      ageProblem(claim, signedAt + 301_000) ?? '',
      /^Signature expired: 20150830T123600Z is now earlier than /,
    );
    assert.match(ageProblem(claim, signedAt - 301_000) ?? '', /^Signature not yet current: 20150830T123600Z/);
  });

  it('must agree with the day of the credential scope', () => {
    assert.ok(claim);
    assert.match(
      ageProblem({ ...claim, scopeDate: '20150829' }, signedAt) ?? '',
      /Date in Credential scope does not match/,
    );
  });

  it('ends for a presigned request when its own expiry says so', () => {
    const presigned = claimOf(parseRequest(read('get-vanilla', 'query-signed-request.txt')));
    assert.ok(presigned);
    assert.equal(ageProblem(presigned, signedAt + 3_600_000), undefined);
    assert.match(ageProblem(presigned, signedAt + 3_601_000) ?? '', /Signature expired/);
  });
});
