import type { Call } from '../../stand-in.ts';
import { policyTargets } from './links.ts';
import { certificateIdOf, realmOf } from './names.ts';

/**
 * Changes that act on devices that are connected. On AWS IoT they take effect after some minutes; here at once, since a test cannot wait
 * for them, and nothing that is built rightly depends on the delay.
 */

/** What a principal may do has changed: its policies or its things. Other principals than certificates have no connections. */
export function principalChanged(call: Call, arn: string): void {
  const realm = realmOf(call);
  const certificateId = certificateIdOf(realm, arn);
  if (certificateId) call.standIn.broker.reauthorize(realm, { certificateId });
}

/** Another version of the policy counts. */
export function policyChanged(call: Call, policyName: string): void {
  for (const target of policyTargets(call.standIn.store, realmOf(call)).to(policyName)) principalChanged(call, target);
}

/** A thing has come, gone or changed; policies may ask for its type and attributes. */
export function thingChanged(call: Call, thingName: string): void {
  call.standIn.broker.reauthorize(realmOf(call), { clientId: thingName });
}
