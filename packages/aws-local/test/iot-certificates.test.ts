import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { randomIds, systemClock } from '@thingdock/effects';
import { until } from '@thingdock/testkit';
import { openPki } from '../src/pki/pki.ts';
import { openStore } from '../src/state/store.ts';
import { allowEverything, refusedAs, startWithClients, text } from './iot-clients.ts';

/** A certificate of an authority that the stand-in has never heard of. */
async function foreignCertificate() {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const pki = await openPki({ store: openStore({ log: silent }), clock: systemClock, ids: randomIds });
  const { certificatePem, certificateId, privateKeyPem } = await pki.issueDeviceKeysAndCertificate();
  return { cert: certificatePem, key: privateKeyPem, certificateId };
}

describe('a certificate of a foreign authority', () => {
  test('lets its device in once it is registered and active, and not before', async (t) => {
    const { control, device, aws } = await startWithClients(t);
    const { certificateId, ...pair } = await foreignCertificate();
    await assert.rejects(device('pump', pair), /closed|socket|reset/i);
    const register = () =>
      control.send(new iot.RegisterCertificateWithoutCACommand({ certificatePem: pair.cert, status: 'INACTIVE' }));
    const registered = await register();
    assert.equal(registered.certificateId, certificateId);
    await allowEverything(control, text(registered.certificateArn));
    await assert.rejects(device('pump', pair), /closed|socket|reset/i);
    await control.send(new iot.UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
    await device('pump', pair);
    await until('the device', () => aws.counters()['mqtt.connected'] === 1);
    await assert.rejects(register(), refusedAs('ResourceAlreadyExistsException', 409));
    const { certificateDescription } = await control.send(new iot.DescribeCertificateCommand({ certificateId }));
    assert.equal(certificateDescription?.certificateMode, 'SNI_ONLY');
  });

  test('must be one', async (t) => {
    const { control } = await startWithClients(t);
    const register = (certificatePem: string, status: iot.CertificateStatus = 'ACTIVE') =>
      control.send(new iot.RegisterCertificateWithoutCACommand({ certificatePem, status }));
    await assert.rejects(register('nonsense'), refusedAs('CertificateValidationException', 400));
    const { cert } = await foreignCertificate();
    await assert.rejects(register(cert, 'PENDING_TRANSFER'), refusedAs('InvalidRequestException', 400));
  });
});

test('a revoked certificate stays revoked', async (t) => {
  const { control, credentials } = await startWithClients(t);
  const { certificateId } = await credentials();
  const become = (newStatus: iot.CertificateStatus) =>
    control.send(new iot.UpdateCertificateCommand({ certificateId, newStatus }));
  await assert.rejects(become('PENDING_ACTIVATION'), refusedAs('InvalidRequestException', 400));
  await become('INACTIVE');
  await become('ACTIVE');
  await become('REVOKED');
  await become('REVOKED');
  await assert.rejects(become('ACTIVE'), refusedAs('CertificateStateException', 406));
  const { certificateDescription } = await control.send(new iot.DescribeCertificateCommand({ certificateId }));
  assert.equal(text(certificateDescription?.status), 'REVOKED');
});
