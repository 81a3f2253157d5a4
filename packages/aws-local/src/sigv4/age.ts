import type { Claim } from './claim.ts';

// AWS accepts clocks that are up to five minutes apart.
const TOLERANCE_MS = 5 * 60_000;

/**
 * What is wrong with the time of a signature, in AWS's words; undefined when nothing is.
 * @param now ms since the epoch
 */
export function ageProblem(claim: Claim, now: number): string | undefined {
  if (!claim.time.startsWith(claim.scopeDate)) {
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${claim.scopeDate}' != '${claim.time.slice(0, 8)}', from '${claim.time}'.`;
  }
  const signedAt = parseAmzDate(claim.time);
  if (Number.isNaN(signedAt)) return `Date must be in ISO-8601 'basic format'. Got '${claim.time}'.`;
  if (signedAt > now + TOLERANCE_MS) {
    return `Signature not yet current: ${claim.time} is still later than ${amzDate(now + TOLERANCE_MS)} (${amzDate(now)} + 5 min.)`;
  }
  if (claim.expires !== undefined) {
    const end = signedAt + claim.expires * 1000;
    return now > end ? `Signature expired: ${amzDate(end)} is now earlier than ${amzDate(now)}` : undefined;
  }
  if (signedAt < now - TOLERANCE_MS) {
    return `Signature expired: ${claim.time} is now earlier than ${amzDate(now - TOLERANCE_MS)} (${amzDate(now)} - 5 min.)`;
  }
  return undefined;
}

/** `20260101T000000Z` */
export const amzDate = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');

function parseAmzDate(text: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}
