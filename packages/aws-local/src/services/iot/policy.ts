import type { Call, RestRequest } from '../../stand-in.ts';
import { notFound } from './errors.ts';
import { name, POLICY_NAME } from './input.ts';
import { realmOf } from './names.ts';
import { type Policy, policies } from './registry.ts';

/** The policy that the path names. Throws ResourceNotFoundException. */
export function policyOf(call: Call, request: RestRequest): Policy {
  const policyName = name(request, 'policyName', POLICY_NAME);
  const policy = policies(call.standIn.store, realmOf(call)).get(policyName);
  if (!policy) throw notFound(`Policy not found (name=${policyName})`);
  return policy;
}
