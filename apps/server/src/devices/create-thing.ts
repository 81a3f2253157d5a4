import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { Fault, fieldFault } from '@thingdock/api';
import { isThingName } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import { type Aws, isAwsFailure } from '../aws/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import { registerNew } from '../licences/index.ts';
import type { LocalAws } from '../platform/config.ts';
import type { Database } from '../platform/db/index.ts';
import type { Logger } from '../platform/logger.ts';
import { setGates } from './gates.ts';
import { keepThings } from './inventory.ts';
import { DEVICE_POLICY, ensureDevicePolicy } from './policy.ts';
import { isProbe } from './probe.ts';

export type CreateThingDeps = { database: Database; clock: Clock; log: Logger; local: LocalAws | undefined };

type MadeThing = { arn: string; certificate: { arn: string; id: string; pem: string } };
type Undo = () => Promise<void>;

/**
 * Makes a thing and a certificate for it out of a signing request. Throws `thing_name_invalid`, `thing_exists`,
 * `csr_invalid`, or what AWS refused; then nothing that this call made is left.
 */
export async function createThing(
  deps: CreateThingDeps,
  aws: Aws,
  connection: ConnectionRef,
  { name, csr }: { name: string; csr: string },
) {
  if (!isThingName(name) || isProbe(name)) throw fieldFault('name', 'thing_name_invalid', { name });
  if (await aws.iot.describeThing(name)) throw fieldFault('name', 'thing_exists', { name });
  await ensureDevicePolicy(aws, connection);
  const { arn, certificate } = await makeThing(deps, aws, name, csr);
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    await keepThings(tx, connection, [name], new Date(now));
    const licensed = await registerNew(tx, connection, [name], now);
    if (licensed.has(name)) await setGates(tx, connection, [name], { change: { licensed: true }, now });
  });
  return {
    name,
    arn,
    certificateArn: certificate.arn,
    certificatePem: certificate.pem,
    caPem: deps.local?.caPem ?? amazonRoot(),
    mqttHost: deps.local?.mqttHost ?? connection.endpoint,
    mqttPort: deps.local?.mqttPort ?? 8883,
    policyName: DEVICE_POLICY,
    warnings: [],
  };
}

/** Each step notes how to take it back before the next one may fail. */
async function makeThing({ log }: CreateThingDeps, { iot }: Aws, name: string, csr: string): Promise<MadeThing> {
  const undo: Undo[] = [];
  try {
    const certificate = await iot.createCertificateFromCsr(csr).catch(refuseCsr);
    undo.push(() => iot.deleteCertificate(certificate.id));
    const { arn } = await iot.createThing(name);
    undo.push(() => iot.deleteThing(name));
    await iot.attachPolicy(DEVICE_POLICY, certificate.arn);
    undo.push(() => iot.detachPolicy(DEVICE_POLICY, certificate.arn));
    await iot.attachThingPrincipal(name, certificate.arn);
    return { arn, certificate };
  } catch (error) {
    for (const step of undo.reverse())
      await step().catch((failure: unknown) =>
        log.error({ event: 'thing.undo_failed', thing: name, err: failure }, 'could not take back a half-made thing'),
      );
    throw error;
  }
}

function refuseCsr(error: unknown): never {
  if (isAwsFailure(error, 'other')) throw fieldFault('csr', 'csr_invalid', { reason: error.message });
  throw error;
}

/** The root of every AWS IoT data endpoint (AWS IoT developer guide, server authentication), as Node ships it. */
function amazonRoot(): string {
  const root = rootCertificates.find((pem) => new X509Certificate(pem).subject.includes('CN=Amazon Root CA 1'));
  if (!root) throw new Fault('internal', { cause: new Error('this Node.js does not ship Amazon Root CA 1') });
  return `${root}\n`;
}
