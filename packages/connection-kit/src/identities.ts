import type { KitPlan, Named } from './kit-input.ts';
import { rolePermissions, userPermissions } from './permissions.ts';
import { type PolicyDocument, passRolePolicy, policyDocument, trustPolicy } from './policies.ts';

type Policy = { name: string; document: PolicyDocument };
type Identity = Named & {
  /** AWS's own policies, by ARN. */
  managed: readonly string[];
};

/** The role and the user that a kit makes, whatever the form in which it does. */
export type Identities = {
  role: Identity & { trust: PolicyDocument; policy: Policy | undefined };
  /** The policy is one of the account: as a part of the user it could have 2,048 characters only. */
  user: Identity & { policy: Policy };
};

/** What `plan` asks for, as AWS documents. */
export function identitiesOf(plan: KitPlan): Identities {
  const trust = trustPolicy(plan);
  return plan.guide ? guideIdentities(plan, trust) : leastIdentities(plan, trust);
}

function leastIdentities(plan: KitPlan, trust: PolicyDocument): Identities {
  // Named by region, so that a second region can use the same role and user.
  const name = `${plan.prefix}-connection-${plan.region}`;
  const user = policyDocument(userPermissions({ ...plan, roleArn: plan.role.arn, userArn: plan.user.arn }));
  return {
    role: { ...plan.role, managed: [], trust, policy: { name, document: policyDocument(rolePermissions(plan)) } },
    user: { ...plan.user, managed: [], policy: { name, document: user } },
  };
}

/** AWSIoTFullAccess covers the making of things already. */
function guideIdentities(plan: KitPlan, trust: PolicyDocument): Identities {
  const managed = (name: string) => `arn:${plan.partition}:iam::aws:policy/${name}`;
  return {
    role: {
      ...plan.role,
      managed: [managed('AmazonSNSFullAccess'), managed('AWSIoTDataAccess')],
      trust,
      policy: undefined,
    },
    user: {
      ...plan.user,
      managed: [managed('AWSIoTFullAccess'), managed('AmazonSNSFullAccess')],
      policy: { name: 'EnebularPassRole', document: passRolePolicy(plan.role.arn) },
    },
  };
}
