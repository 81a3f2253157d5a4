import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  AttachPolicyCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  IoTClient,
  IoTServiceException,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { SNSClient } from '@aws-sdk/client-sns';
import type { IClientOptions, MqttClient } from 'mqtt';
import { type AwsLocalOptions, startAwsLocal } from '../src/index.ts';
import { EVERYTHING } from './iot-fixture.ts';
import { connectDevice, type KeyPair } from './mqtt-device.ts';

export const REGION = 'ap-northeast-1';

/** The whole stand-in, and clients that AWS wrote, in the demo user's name unless told otherwise. */
export async function startWithClients(t: TestContext, options: AwsLocalOptions = {}) {
  const aws = await startAwsLocal(options);
  const mqttClients: MqttClient[] = [];
  const config = (region: string, credentials: { accessKeyId: string; secretAccessKey: string }) => ({
    endpoint: aws.endpointUrl,
    region,
    credentials,
    maxAttempts: 1,
  });
  const iot = (region = REGION, who = aws.demoUser) => new IoTClient(config(region, who));
  const control = iot();
  t.after(async () => {
    for (const client of mqttClients) client.end(true);
    await aws.close();
  });

  return {
    aws,
    iot,
    control,
    data: new IoTDataPlaneClient(config(REGION, aws.demoUser)),
    sns: new SNSClient(config(REGION, aws.demoUser)),
    /** A new certificate that may do nothing yet, made and registered as a user would. */
    newCertificate: () => newCertificate(control),
    /** The same, with a policy that allows everything. */
    async credentials(client = control): Promise<Credentials> {
      const made = await newCertificate(client);
      await allowEverything(client, made.certificateArn);
      return made;
    },
    async device(
      clientId: string,
      pair: KeyPair,
      more: IClientOptions = {},
      received: string[] = [],
    ): Promise<MqttClient> {
      const options = { port: aws.mqttPort, ca: aws.caPem, clientId, ...more };
      const client = await connectDevice(pair, options, received);
      mqttClients.push(client);
      return client;
    },
  };
}

export type Credentials = KeyPair & { certificateId: string; certificateArn: string };

async function newCertificate(client: IoTClient): Promise<Credentials> {
  const made = await client.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
  return {
    key: text(made.keyPair?.PrivateKey),
    cert: text(made.certificatePem),
    certificateId: text(made.certificateId),
    certificateArn: text(made.certificateArn),
  };
}

const POLICY = 'everything';

/** Attaches a policy that allows everything. */
export async function allowEverything(client: IoTClient, certificateArn: string): Promise<void> {
  await ensurePolicy(client);
  await client.send(new AttachPolicyCommand({ policyName: POLICY, target: certificateArn }));
}

async function ensurePolicy(client: IoTClient): Promise<void> {
  try {
    await client.send(new CreatePolicyCommand({ policyName: POLICY, policyDocument: EVERYTHING }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}

/** What an answer must contain. */
export function text(value: string | undefined): string {
  if (!value) throw new Error('a text is missing in an answer');
  return value;
}

/** An error of the SDK by its name and HTTP status. */
export function refusedAs(name: string, status: number, message = /./) {
  return (error: unknown) => {
    assert.ok(error instanceof IoTServiceException, String(error));
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status], error.message);
    assert.match(error.message, message);
    return true;
  };
}
