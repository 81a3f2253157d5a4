import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as iot from '@aws-sdk/client-iot';
import { type Target, target } from '../mqtt/client.ts';
import { ended, running, type Server } from './child.ts';

const MAIN = join(import.meta.dirname, '../../packages/aws-local/src/main.ts');
export const REGION = 'eu-west-1';

/** The stand-in as its command runs it, in memory, with a device and rules as in an installation. */
export type StandInServer = Server & {
  endpointUrl: string;
  accountId: string;
  roleArn: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  control: iot.IoTClient;
  /** The broker, and the certificate of the device. */
  target: Target;
};

export async function startStandIn(): Promise<StandInServer> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-stand-in-'));
  const readyFile = join(folder, 'ready.json');
  const ports = ['--http-port', '0', '--https-port', '0', '--mqtt-port', '0'];
  const child = spawn(
    process.execPath,
    [...inspection(), MAIN, ...ports, '--ready-file', readyFile, '--log-level', 'error'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const up = new AbortController();
  const ready = async () => {
    while (!existsSync(readyFile)) await sleep(20, undefined, { signal: up.signal });
  };
  try {
    await Promise.race([ready(), ended(child, 'the stand-in')]);
  } finally {
    up.abort();
  }
  const facts = JSON.parse(readFileSync(readyFile, 'utf8')) as ReadyFile;
  const { pid, stop } = running(child, 'the stand-in');
  const control = new iot.IoTClient({ endpoint: facts.endpointUrl, region: REGION, credentials: facts.root });
  const device = await setUp(control, facts);
  return {
    ...facts,
    pid,
    port: facts.mqttPort,
    credentials: facts.root,
    control,
    target: target(facts.mqttPort, { ca: readFileSync(facts.caFile, 'utf8'), ...device }),
    async stop() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

type ReadyFile = {
  endpointUrl: string;
  mqttPort: number;
  caFile: string;
  accountId: string;
  roleArn: string;
  root: { accessKeyId: string; secretAccessKey: string };
};

/** `BENCH_PROFILE=FOLDER` writes a CPU profile of the stand-in there when it ends. */
function inspection(): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

/** Client ids and topics under `bench`, each device within its own, as a careful policy would have it. */
function policy(accountId: string): string {
  const arn = (rest: string) => `arn:aws:iot:${REGION}:${accountId}:${rest}`;
  const own = ['bench/$' + '{iot:ClientId}/*', '$aws/things/bench-*/shadow/*', '$aws/rules/*'];
  const Statement = [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: arn('client/bench-*') },
    { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: own.map((topic) => arn(`topic/${topic}`)) },
    { Effect: 'Allow', Action: 'iot:Receive', Resource: arn('topic/bench/*') },
    {
      Effect: 'Allow',
      Action: 'iot:Subscribe',
      Resource: [...own, 'bench/*'].map((filter) => arn(`topicfilter/${filter}`)),
    },
    { Effect: 'Deny', Action: 'iot:Publish', Resource: arn('topic/bench/*/forbidden') },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

async function setUp(control: iot.IoTClient, { accountId, roleArn }: ReadyFile) {
  const policyName = 'bench';
  await control.send(new iot.CreatePolicyCommand({ policyName, policyDocument: policy(accountId) }));
  const made = await control.send(new iot.CreateKeysAndCertificateCommand({ setAsActive: true }));
  const { certificatePem: cert, certificateArn: target, keyPair } = made;
  if (!cert || !keyPair?.PrivateKey) throw new Error('the stand-in made no certificate');
  await control.send(new iot.AttachPolicyCommand({ policyName, target }));
  await control.send(new iot.CreateThingCommand({ thingName: 'bench-thing' }));
  // The rules of a connection: none of the measured topics is meant for them, but each has to be looked at.
  const filters = ['enebular/things/+/shadow/update', 'enebular/things/+/msg/from_device', '$aws/events/presence/+/+'];
  for (const [index, filter] of filters.entries()) {
    const actions = [{ republish: { roleArn, topic: 'bench/elsewhere' } }];
    const topicRulePayload = { sql: `SELECT * FROM '${filter}'`, awsIotSqlVersion: '2016-03-23', actions };
    await control.send(new iot.CreateTopicRuleCommand({ ruleName: `bench_${index}`, topicRulePayload }));
  }
  return { cert, key: keyPair.PrivateKey };
}
