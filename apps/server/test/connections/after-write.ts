import type { Aws, ConnectAws } from '../../src/aws/index.ts';

/** Calls that change something in AWS. */
const WRITES = new Set([
  ...['createTopic', 'setTopicAttribute', 'deleteTopic', 'subscribe', 'confirmSubscription', 'unsubscribe', 'tag'],
  ...['createRule', 'replaceRule', 'deleteRule', 'updateThingShadow', 'deleteThingShadow', 'publish'],
]);

/** Real clients that tell of every change right after AWS has made it, before anybody else learns of the answer. */
export const tellingAfterWrites =
  (written: (name: string) => Promise<void>) =>
  (connect: ConnectAws): ConnectAws =>
  (target) =>
    wrap(connect(target), written);

function wrap(aws: Aws, written: (name: string) => Promise<void>): Aws {
  return {
    ...aws,
    sns: wrapApi(aws.sns, written),
    iot: wrapApi(aws.iot, written),
    iotData: wrapApi(aws.iotData, written),
    under: (signal) => wrap(aws.under(signal), written),
  };
}

type AnyCall = (...args: unknown[]) => Promise<unknown>;

function wrapApi<T extends object>(api: T, written: (name: string) => Promise<void>): T {
  const calls = Object.entries(api as Record<string, AnyCall>).map(([name, call]) => {
    if (!WRITES.has(name)) return [name, call] as const;
    const telling: AnyCall = async (...args) => {
      const answer = await call(...args);
      await written(name);
      return answer;
    };
    return [name, telling] as const;
  });
  return Object.fromEntries(calls) as T;
}
