import type { RestOperation } from '../../../stand-in.ts';
import { alreadyExists } from '../errors.ts';
import { bodyOf, name, POLICY_NAME, text } from '../input.ts';
import { checkIotPolicy } from '../iot-policy.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { newPolicy } from '../policy-versions.ts';
import { policies } from '../registry.ts';
import { keepTags, readTags } from '../tagging.ts';

export const createPolicy: RestOperation = {
  name: 'CreatePolicy',
  method: 'POST',
  path: '/policies/:policyName',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const { store, clock, ids } = call.standIn;
    const realm = realmOf(call);
    const policyName = name(request, 'policyName', POLICY_NAME);
    const body = bodyOf(request);
    const policyDocument = text(body, 'policyDocument');
    const policyArn = iotArn(realm, 'policy', policyName);
    checkIotPolicy(policyDocument);
    const tags = readTags(body);
    if (policies(store, realm).get(policyName)) {
      throw alreadyExists(`Policy cannot be created - name already exists (name=${policyName})`, {
        resourceArn: policyArn,
      });
    }
    const now = clock.now();
    policies(store, realm).set(policyName, newPolicy({ policyName, policyDocument, generationId: ids.uuid(), now }));
    keepTags(store, policyArn, tags);
    return { json: { policyName, policyArn, policyDocument, policyVersionId: '1' } };
  },
};
