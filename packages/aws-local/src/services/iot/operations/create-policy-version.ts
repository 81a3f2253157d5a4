import type { RestOperation } from '../../../stand-in.ts';
import { bodyOf, queryFlag, text } from '../input.ts';
import { checkIotPolicy } from '../iot-policy.ts';
import { policyChanged } from '../live-connections.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { policyOf } from '../policy.ts';
import { withVersion } from '../policy-versions.ts';
import { policies } from '../registry.ts';

/** Five at most; the sixth is refused, since AWS IoT drops none by itself. */
export const createPolicyVersion: RestOperation = {
  name: 'CreatePolicyVersion',
  method: 'POST',
  path: '/policies/:policyName/version',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const { store, clock } = call.standIn;
    const realm = realmOf(call);
    const policy = policyOf(call, request);
    const policyDocument = text(bodyOf(request), 'policyDocument');
    checkIotPolicy(policyDocument);
    const isDefaultVersion = queryFlag(request, 'setAsDefault') ?? false;
    const changed = withVersion(policy, policyDocument, isDefaultVersion, clock.now());
    policies(store, realm).set(policy.policyName, changed);
    if (isDefaultVersion) policyChanged(call, policy.policyName);
    const policyArn = iotArn(realm, 'policy', policy.policyName);
    return { json: { policyArn, policyDocument, policyVersionId: String(changed.lastVersion), isDefaultVersion } };
  },
};
