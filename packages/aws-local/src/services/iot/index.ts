import type { RestOperation } from '../../stand-in.ts';
import { attachPolicy } from './operations/attach-policy.ts';
import { attachThingPrincipal } from './operations/attach-thing-principal.ts';
import { createCertificateFromCsr } from './operations/create-certificate-from-csr.ts';
import { createKeysAndCertificate } from './operations/create-keys-and-certificate.ts';
import { createPolicy } from './operations/create-policy.ts';
import { createPolicyVersion } from './operations/create-policy-version.ts';
import { createThing } from './operations/create-thing.ts';
import { createThingType } from './operations/create-thing-type.ts';
import { createTopicRule } from './operations/create-topic-rule.ts';
import { deleteCertificate } from './operations/delete-certificate.ts';
import { deletePolicy } from './operations/delete-policy.ts';
import { deletePolicyVersion } from './operations/delete-policy-version.ts';
import { deleteThing } from './operations/delete-thing.ts';
import { deleteThingType } from './operations/delete-thing-type.ts';
import { deleteTopicRule } from './operations/delete-topic-rule.ts';
import { deprecateThingType } from './operations/deprecate-thing-type.ts';
import { describeCertificate } from './operations/describe-certificate.ts';
import { describeEndpoint } from './operations/describe-endpoint.ts';
import { describeThing } from './operations/describe-thing.ts';
import { describeThingType } from './operations/describe-thing-type.ts';
import { detachPolicy } from './operations/detach-policy.ts';
import { detachThingPrincipal } from './operations/detach-thing-principal.ts';
import { disableTopicRule } from './operations/disable-topic-rule.ts';
import { enableTopicRule } from './operations/enable-topic-rule.ts';
import { getPolicy } from './operations/get-policy.ts';
import { getPolicyVersion } from './operations/get-policy-version.ts';
import { getTopicRule } from './operations/get-topic-rule.ts';
import { listAttachedPolicies } from './operations/list-attached-policies.ts';
import { listCertificates } from './operations/list-certificates.ts';
import { listPolicies } from './operations/list-policies.ts';
import { listPolicyVersions } from './operations/list-policy-versions.ts';
import { listPrincipalThings } from './operations/list-principal-things.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listTargetsForPolicy } from './operations/list-targets-for-policy.ts';
import { listThingPrincipals } from './operations/list-thing-principals.ts';
import { listThingTypes } from './operations/list-thing-types.ts';
import { listThings } from './operations/list-things.ts';
import { listTopicRules } from './operations/list-topic-rules.ts';
import { registerCertificateWithoutCa } from './operations/register-certificate-without-ca.ts';
import { replaceTopicRule } from './operations/replace-topic-rule.ts';
import { setDefaultPolicyVersion } from './operations/set-default-policy-version.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateCertificate } from './operations/update-certificate.ts';
import { updateThing } from './operations/update-thing.ts';

/** The operations of AWS IoT (control plane) that the stand-in has. */
export const iotOperations: RestOperation[] = [
  attachPolicy,
  attachThingPrincipal,
  createCertificateFromCsr,
  createKeysAndCertificate,
  createPolicy,
  createPolicyVersion,
  createThing,
  createThingType,
  createTopicRule,
  deleteCertificate,
  deletePolicy,
  deletePolicyVersion,
  deleteThing,
  deleteThingType,
  deleteTopicRule,
  deprecateThingType,
  describeCertificate,
  describeEndpoint,
  describeThing,
  describeThingType,
  detachPolicy,
  detachThingPrincipal,
  disableTopicRule,
  enableTopicRule,
  getPolicy,
  getPolicyVersion,
  getTopicRule,
  listAttachedPolicies,
  listCertificates,
  listPolicies,
  listPolicyVersions,
  listPrincipalThings,
  listTagsForResource,
  listTargetsForPolicy,
  listThingPrincipals,
  listThings,
  listThingTypes,
  listTopicRules,
  registerCertificateWithoutCa,
  replaceTopicRule,
  setDefaultPolicyVersion,
  tagResource,
  untagResource,
  updateCertificate,
  updateThing,
];
