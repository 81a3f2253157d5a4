import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreatePolicyCommand,
  DeleteCertificateCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  GetPolicyCommand,
  type IoTClient,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import type { Call } from '../call.ts';
import type { IotApi } from '../iot-api.ts';
import { orUndefined, unlessMissing } from '../missing.ts';

type Attachments = 'attachPolicy' | 'detachPolicy' | 'attachThingPrincipal' | 'detachThingPrincipal';
type Documents = 'createCertificateFromCsr' | 'deleteCertificate' | 'getPolicy' | 'createPolicy';

export function createCertificates(client: IoTClient, call: Call): Pick<IotApi, Attachments | Documents> {
  return { ...documents(client, call), ...attachments(client, call) };
}

function documents(client: IoTClient, call: Call): Pick<IotApi, Documents> {
  return {
    async createCertificateFromCsr(certificateSigningRequest) {
      const answer = await call('iot:CreateCertificateFromCsr', (options) =>
        client.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive: true }), options),
      );
      const { certificateArn: arn = '', certificateId: id = '', certificatePem: pem = '' } = answer;
      return { arn, id, pem };
    },
    deleteCertificate: (certificateId) =>
      unlessMissing(async () => {
        await call('iot:UpdateCertificate', (options) =>
          client.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }), options),
        );
        await call('iot:DeleteCertificate', (options) =>
          client.send(new DeleteCertificateCommand({ certificateId }), options),
        );
      }),
    getPolicy: (policyName) =>
      orUndefined(async () => {
        const { policyDocument } = await call('iot:GetPolicy', (options) =>
          client.send(new GetPolicyCommand({ policyName }), options),
        );
        return JSON.parse(policyDocument ?? 'null') as unknown;
      }),
    async createPolicy(policyName, document) {
      await call('iot:CreatePolicy', (options) =>
        client.send(new CreatePolicyCommand({ policyName, policyDocument: JSON.stringify(document) }), options),
      );
    },
  };
}

function attachments(client: IoTClient, call: Call): Pick<IotApi, Attachments> {
  return {
    async attachPolicy(policyName, target) {
      await call('iot:AttachPolicy', (options) =>
        client.send(new AttachPolicyCommand({ policyName, target }), options),
      );
    },
    detachPolicy: (policyName, target) =>
      unlessMissing(() =>
        call('iot:DetachPolicy', (options) => client.send(new DetachPolicyCommand({ policyName, target }), options)),
      ),
    async attachThingPrincipal(thingName, principal) {
      await call('iot:AttachThingPrincipal', (options) =>
        client.send(new AttachThingPrincipalCommand({ thingName, principal }), options),
      );
    },
    detachThingPrincipal: (thingName, principal) =>
      unlessMissing(() =>
        call('iot:DetachThingPrincipal', (options) =>
          client.send(new DetachThingPrincipalCommand({ thingName, principal }), options),
        ),
      ),
  };
}
