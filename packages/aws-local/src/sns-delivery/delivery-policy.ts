/** How often and when SNS tries again; seconds. https://docs.aws.amazon.com/sns/latest/dg/creating-delivery-policy.html */
export type RetryPolicy = {
  minDelayTarget: number;
  maxDelayTarget: number;
  numRetries: number;
  numNoDelayRetries: number;
  numMinDelayRetries: number;
  numMaxDelayRetries: number;
  backoffFunction: 'linear' | 'arithmetic' | 'geometric' | 'exponential';
};

/** What holds for one subscription after the topic's and its own settings are laid over the defaults. */
export type DeliveryPolicy = { retry: RetryPolicy; maxReceivesPerSecond?: number; contentType?: string };

export const DEFAULT_RETRY: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  backoffFunction: 'linear',
};

const LONGEST_TOTAL_SECONDS = 3600;
const BACKOFFS = ['linear', 'arithmetic', 'geometric', 'exponential'];
const CONTENT_TYPES = [
  'text/plain; charset=UTF-8',
  'text/plain',
  'text/html',
  'text/css',
  'text/csv',
  'text/xml',
  'application/json',
  'application/xml',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
];

type Parsed = { retry?: Partial<RetryPolicy>; throttle?: number; contentType?: string; noOverrides: boolean };
type Names = { retry: string; throttle: string; request: string; other: readonly string[] };

const TOPIC: Names = {
  retry: 'defaultHealthyRetryPolicy',
  throttle: 'defaultThrottlePolicy',
  request: 'defaultRequestPolicy',
  other: ['disableSubscriptionOverrides'],
};
const SUBSCRIPTION: Names = {
  retry: 'healthyRetryPolicy',
  throttle: 'throttlePolicy',
  request: 'requestPolicy',
  other: [],
};

/** What is wrong with a topic's policy (`{"http":{…}}`); undefined when it can be used. */
export const topicPolicyProblem = (text: string) => problemOf(() => parseTopic(text));
/** What is wrong with a subscription's own policy; undefined when it can be used. */
export const subscriptionPolicyProblem = (text: string) => problemOf(() => parseGroup(parseObject(text), SUBSCRIPTION));

/** @param topic, subscription texts that have been checked before; absent: nothing set */
export function effectivePolicy(topic: string | undefined, subscription: string | undefined): DeliveryPolicy {
  const outer = topic === undefined ? { noOverrides: false } : parseTopic(topic);
  const inner =
    subscription === undefined || outer.noOverrides ? undefined : parseGroup(parseObject(subscription), SUBSCRIPTION);
  const policy: DeliveryPolicy = { retry: { ...DEFAULT_RETRY, ...outer.retry, ...inner?.retry } };
  const throttle = inner?.throttle ?? outer.throttle;
  const contentType = inner?.contentType ?? outer.contentType;
  if (throttle !== undefined) policy.maxReceivesPerSecond = throttle;
  if (contentType !== undefined) policy.contentType = contentType;
  return policy;
}

/** The pauses before each retry, in seconds: at once, then the shortest, then growing, then the longest. */
export function retryDelays(policy: RetryPolicy): number[] {
  const { numRetries, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries, minDelayTarget, maxDelayTarget } =
    policy;
  const growing = numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
  return [
    ...Array<number>(numNoDelayRetries).fill(0),
    ...Array<number>(numMinDelayRetries).fill(minDelayTarget),
    ...Array.from({ length: growing }, (_, step) => grown(policy, step, growing)),
    ...Array<number>(numMaxDelayRetries).fill(maxDelayTarget),
  ];
}

/** AWS shows the four curves only as a picture: all go from the shortest to the longest pause, each bending more than the one before. */
function grown(
  { minDelayTarget: min, maxDelayTarget: max, backoffFunction }: RetryPolicy,
  step: number,
  steps: number,
): number {
  const part = steps === 1 ? 0 : step / (steps - 1);
  switch (backoffFunction) {
    case 'linear':
      return min + (max - min) * part;
    case 'arithmetic':
      return min + (max - min) * part ** 2;
    case 'geometric':
      return min * (max / min) ** part;
    case 'exponential':
      return steps === 1 ? min : min + ((max - min) * (2 ** step - 1)) / (2 ** (steps - 1) - 1);
  }
}

class Problem extends Error {}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

function parseTopic(text: string): Parsed {
  const whole = parseObject(text);
  if (Object.keys(whole).some((key) => key !== 'http')) throw new Problem('only "http" is understood');
  return parseGroup(asObject(whole.http, 'http'), TOPIC);
}

function parseGroup(group: Record<string, unknown>, names: Names): Parsed {
  const known = [names.retry, names.throttle, names.request, ...names.other];
  const strange = Object.keys(group).find((key) => !known.includes(key));
  if (strange !== undefined) throw new Problem(`unexpected JSON member: ${strange}`);
  const parsed: Parsed = { noOverrides: group.disableSubscriptionOverrides === true };
  if (present(group[names.retry])) parsed.retry = parseRetry(asObject(group[names.retry], names.retry));
  if (present(group[names.throttle])) parsed.throttle = parseThrottle(asObject(group[names.throttle], names.throttle));
  if (present(group[names.request])) parsed.contentType = parseRequest(asObject(group[names.request], names.request));
  return parsed;
}

function parseRetry(raw: Record<string, unknown>): Partial<RetryPolicy> {
  const policy: RetryPolicy = { ...DEFAULT_RETRY };
  for (const [name, value] of Object.entries(raw)) {
    if (!Object.hasOwn(DEFAULT_RETRY, name)) throw new Problem(`unexpected JSON member: ${name}`);
    if (name === 'backoffFunction') {
      if (!BACKOFFS.some((known) => known === value))
        throw new Problem(`backoffFunction must be one of ${BACKOFFS.join(', ')}`);
    } else if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      throw new Problem(`${name} must be a whole number`);
    }
    Object.assign(policy, { [name]: value });
  }
  checkRetry(policy);
  return policy;
}

function checkRetry(policy: RetryPolicy): void {
  const { numRetries, minDelayTarget, maxDelayTarget } = policy;
  if (numRetries > 100) throw new Problem('numRetries must be between 0 and 100');
  if (minDelayTarget < 1 || minDelayTarget > maxDelayTarget)
    throw new Problem('minDelayTarget must be between 1 and maxDelayTarget');
  if (maxDelayTarget > LONGEST_TOTAL_SECONDS)
    throw new Problem(`maxDelayTarget must be at most ${LONGEST_TOTAL_SECONDS}`);
  if (policy.numNoDelayRetries + policy.numMinDelayRetries + policy.numMaxDelayRetries > numRetries) {
    throw new Problem(
      'numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries must not exceed numRetries together',
    );
  }
  const total = retryDelays(policy).reduce((sum, seconds) => sum + seconds, 0);
  if (total > LONGEST_TOTAL_SECONDS)
    throw new Problem(`total policy retry time must be at most ${LONGEST_TOTAL_SECONDS} seconds`);
}

function parseThrottle({ maxReceivesPerSecond: rate }: Record<string, unknown>): number {
  if (typeof rate !== 'number' || !Number.isInteger(rate) || rate < 1)
    throw new Problem('maxReceivesPerSecond must be 1 or more');
  return rate;
}

function parseRequest({ headerContentType: type }: Record<string, unknown>): string {
  const found = CONTENT_TYPES.find((known) => known === type);
  if (found === undefined) throw new Problem(`headerContentType must be one of ${CONTENT_TYPES.join(', ')}`);
  return found;
}

const present = (value: unknown) => value !== undefined && value !== null;

function parseObject(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text), 'policy');
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem('failed to parse JSON');
    throw error;
  }
}

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem(`${name} must be a JSON object`);
  return value as Record<string, unknown>;
}
