import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Clock } from '@thingdock/effects';
import { fetchPem } from './fetch-pem.ts';

/** Public keys of SNS's signing certificates, by the certificate's URL. */
export type Certificates = {
  /** `undefined`: there is no usable certificate at the URL. Rejects when its host cannot be reached, which may pass. */
  key(url: URL): Promise<KeyObject | undefined>;
};

type Deps = {
  clock: Clock;
  /** The stand-in in local mode: its origin and the authority that signs everything of it. */
  local: { endpointUrl: URL; caPem: string } | undefined;
};

type Known = { key: KeyObject; validTo: number };
type Entry = { found: Promise<Known | undefined>; failedAt?: number };

/** SNS has a handful of certificates a year. */
const MAX_ENTRIES = 50;
/** A URL without a certificate is not asked for again for this long. */
const FORGET_MS = 60_000;

export function createCertificates({ clock, local }: Deps): Certificates {
  const entries = new Map<string, Entry>();

  async function load(url: URL): Promise<Known | undefined> {
    const isLocal = url.origin === local?.endpointUrl.origin;
    const pem = await fetchPem(url, isLocal ? local?.caPem : undefined);
    const certificate = pem === undefined ? undefined : readCertificate(pem);
    if (!certificate || !isValid(certificate, clock.now())) return undefined;
    // AWS gives no intermediate certificates along, so there TLS from SNS's own host vouches for the file. The stand-in's
    // authority is at hand.
    if (isLocal && !certificate.verify(new X509Certificate(local?.caPem ?? '').publicKey)) return undefined;
    return { key: certificate.publicKey, validTo: certificate.validToDate.getTime() };
  }

  function ask(url: URL): Entry {
    // One request, however many messages wait for it.
    const entry: Entry = { found: load(url) };
    entries.set(url.href, entry);
    const [oldest] = entries.keys();
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
    entry.found.then(
      (known) => {
        if (!known) entry.failedAt = clock.now();
      },
      () => entries.delete(url.href),
    );
    return entry;
  }

  return {
    async key(url) {
      const entry = entries.get(url.href);
      const stale = entry?.failedAt !== undefined && clock.now() - entry.failedAt > FORGET_MS;
      const known = await (entry && !stale ? entry : ask(url)).found;
      return known && clock.now() <= known.validTo ? known.key : undefined;
    },
  };
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

const isValid = (certificate: X509Certificate, now: number): boolean =>
  certificate.validFromDate.getTime() <= now && now <= certificate.validToDate.getTime();
