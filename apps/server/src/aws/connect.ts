import { Agent } from 'node:https';
import { IAMClient } from '@aws-sdk/client-iam';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '@thingdock/effects';
import type { LocalAws } from '../platform/config.ts';
import type { Counters } from '../platform/counters.ts';
import { createCall } from './call.ts';
import { createIam } from './clients/iam.ts';
import { createIot } from './clients/iot.ts';
import { createIotData } from './clients/iot-data.ts';
import { createSns } from './clients/sns.ts';
import { createSts } from './clients/sts.ts';
import { type ClockWatch, createClockWatch } from './clock-watch.ts';
import { serviceHosts } from './hosts.ts';
import { createQuota, UNLIMITED } from './quota.ts';
import type { Aws, AwsTarget, ConnectAws } from './types.ts';

export type AwsConnectorDeps = {
  local: Pick<LocalAws, 'endpointUrl' | 'caPem'> | undefined;
  clock: Clock;
  counters: Counters;
  /** How long an answer may take, and how often a call is made in all; tests of failures cannot wait as long. */
  patience?: { requestMs: number; attempts: number };
};

const CONNECT_MS = 5_000;
/** The SDK's standard mode repeats only throttling, 5xx and network errors, out of a budget that a client's calls share. */
const PATIENCE = { requestMs: 10_000, attempts: 3 };
const MAX_SOCKETS = 25;

/** Connects to AWS, or to the stand-in. Quotas are counted over all that one connector connects. */
export function createAwsConnector({ local, clock, counters, patience = PATIENCE }: AwsConnectorDeps): ConnectAws {
  // The stand-in grants all that it can.
  const quota = local ? UNLIMITED : createQuota(clock, counters);
  return (target) => {
    const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, ...(local ? { ca: local.caPem } : {}) });
    const watch = createClockWatch(clock);
    const clients = makeClients({ target, agent, local: local?.endpointUrl, patience, watch });
    // One key belongs to one account, so it names the account before that is known.
    const { onKeyRefused = () => {} } = target;
    const scope = `${target.credentials.accessKeyId} ${target.region}`;

    const withSignal = (signal?: AbortSignal): Aws => {
      const call = createCall({ quota, counters, scope, onKeyRefused, ...(signal ? { signal } : {}) });
      return {
        sts: createSts(clients.sts, call),
        iam: createIam(clients.iam, call),
        sns: createSns(clients.sns, call),
        iot: createIot(clients.iot, call),
        iotData: createIotData(clients.iotData, call),
        under: (more) => withSignal(signal ? AbortSignal.any([signal, more]) : more),
        clockAheadMs: watch.aheadMs,
        close() {
          for (const client of Object.values(clients)) client.destroy();
          agent.destroy();
        },
      };
    };
    return withSignal();
  };
}

type Making = { target: AwsTarget; agent: Agent; local: URL | undefined; patience: typeof PATIENCE; watch: ClockWatch };

function makeClients({ target, agent, local, patience, watch }: Making) {
  const hosts = serviceHosts(target, local);
  const { accessKeyId, secretAccessKey } = target.credentials;
  const options = ({ url, region }: { url: string; region: string }) => ({
    endpoint: url,
    region,
    credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal() },
    requestHandler: {
      httpsAgent: agent,
      connectionTimeout: CONNECT_MS,
      requestTimeout: patience.requestMs,
      throwOnRequestTimeout: true,
    },
    // Named one by one: what is left out, the SDK reads from the environment and from ~/.aws.
    maxAttempts: patience.attempts,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: 'thingdock',
    authSchemePreference: ['aws.auth#sigv4'],
    logger: SILENT,
  });
  const clients = {
    sts: new STSClient(options(hosts.sts)),
    iam: new IAMClient(options(hosts.iam)),
    sns: new SNSClient(options(hosts.sns)),
    iot: new IoTClient(options(hosts.iot)),
    iotData: new IoTDataPlaneClient(options(hosts.iotData)),
  };
  const { sts, iam, sns, iot, iotData } = clients;
  sts.middlewareStack.add(watch.middleware, INNERMOST);
  iam.middlewareStack.add(watch.middleware, INNERMOST);
  sns.middlewareStack.add(watch.middleware, INNERMOST);
  iot.middlewareStack.add(watch.middleware, INNERMOST);
  iotData.middlewareStack.add(watch.middleware, INNERMOST);
  return clients;
}

/** Where answers pass before anything reads them. */
const INNERMOST = { step: 'deserialize', priority: 'low', name: 'clockWatch' } as const;

/** The SDK would log requests with their headers; what matters of them is counted and thrown. */
const nothing = () => {};
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
