import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  IoTClient,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { parseThingName, type ThingName } from '@thingdock/device-protocol';

/** An AWS account on the stand-in, seen through the AWS SDK only. */
export type TestIot = {
  aws: AwsLocal;
  data: IoTDataPlaneClient;
  /** Makes a thing with an active certificate. */
  createThing(name: string): Promise<Thing>;
  setActive(thing: Thing, active: boolean): Promise<unknown>;
  close(): Promise<void>;
};

export type Thing = { name: ThingName; certificateId: string; certificatePem: string; privateKeyPem: string };

const REGION = 'eu-central-1';
const POLICY = 'agent-test';
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] };

export async function startIot(): Promise<TestIot> {
  const aws = await startAwsLocal();
  const options = { region: REGION, endpoint: aws.endpointUrl, credentials: aws.root };
  const iot = new IoTClient(options);
  const data = new IoTDataPlaneClient(options);
  await iot.send(new CreatePolicyCommand({ policyName: POLICY, policyDocument: JSON.stringify(EVERYTHING) }));

  return {
    aws,
    data,
    async createThing(raw) {
      const name = parseThingName(raw);
      if (!name.ok) throw new Error(name.problem);
      await iot.send(new CreateThingCommand({ thingName: name.value }));
      const made = await iot.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
      const { certificateArn, certificateId, certificatePem, keyPair } = made;
      if (!certificateArn || !certificateId || !certificatePem || !keyPair?.PrivateKey)
        throw new Error('no certificate');
      await iot.send(new AttachPolicyCommand({ policyName: POLICY, target: certificateArn }));
      await iot.send(new AttachThingPrincipalCommand({ thingName: name.value, principal: certificateArn }));
      return { name: name.value, certificateId, certificatePem, privateKeyPem: keyPair.PrivateKey };
    },
    setActive: ({ certificateId }, active) =>
      iot.send(new UpdateCertificateCommand({ certificateId, newStatus: active ? 'ACTIVE' : 'INACTIVE' })),
    async close() {
      iot.destroy();
      data.destroy();
      await aws.close();
    },
  };
}

/** Lays out the config folder of a device as the command line does; gives back its `config.json`. */
export async function writeConfigFolder({ aws }: TestIot, thing: Thing): Promise<{ folder: string; config: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'thingdock-agent-'));
  const config = {
    ...{ host: aws.mqttHost, port: aws.mqttPort, clientId: thing.name, thingName: thing.name },
    ...{ caCert: 'ca.pem', clientCert: 'device.pem', privateKey: 'device-key.pem' },
  };
  await writeFile(join(folder, 'ca.pem'), aws.caPem);
  await writeFile(join(folder, 'device.pem'), thing.certificatePem);
  await writeFile(join(folder, 'device-key.pem'), thing.privateKeyPem, { mode: 0o600 });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  return { folder, config: join(folder, 'config.json') };
}
