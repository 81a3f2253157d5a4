import {
  type EvaluationResult,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import type { Call } from '../call.ts';
import { orUndefined } from '../missing.ts';
import { everyPage } from '../pages.ts';
import type { IamApi, Simulated, Simulation } from '../types.ts';

export function createIam(client: IAMClient, call: Call): IamApi {
  return { ...rolesOf(client, call), ...policiesOf(client, call) };
}

type Policies = Pick<IamApi, 'managedPolicy' | 'simulate'>;

function policiesOf(client: IAMClient, call: Call): Policies {
  return {
    managedPolicy: (PolicyArn) =>
      orUndefined(async () => {
        const { Policy } = await call('iam:GetPolicy', (options) =>
          client.send(new GetPolicyCommand({ PolicyArn }), options),
        );
        const { PolicyVersion } = await call('iam:GetPolicyVersion', (options) =>
          client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }), options),
        );
        return readDocument(PolicyVersion?.Document);
      }),
    simulate: (simulation) =>
      everyPage(async (Marker) => {
        const page = await call('iam:SimulatePrincipalPolicy', (options) =>
          client.send(
            new SimulatePrincipalPolicyCommand({ ...toRequest(simulation), Marker, MaxItems: PAGE }),
            options,
          ),
        );
        const items = (page.EvaluationResults ?? []).flatMap(fromResult);
        return { items, next: page.IsTruncated ? page.Marker : undefined };
      }),
  };
}

/** Asked for several resources, AWS may put the answers of an action into one result. */
function fromResult(result: EvaluationResult): Simulated[] {
  const {
    EvalActionName: action = '',
    ResourceSpecificResults: each = [],
    OrganizationsDecisionDetail: above,
  } = result;
  const one = (resource = '*', decision: string | undefined, missing: readonly string[] = []): Simulated => ({
    ...{ action, resource, allowed: decision === 'allowed' },
    uncertain: missing.length > 0 || above?.AllowedByOrganizations === false,
  });
  return each.length > 0
    ? each.map((it) => one(it.EvalResourceName, it.EvalResourceDecision, it.MissingContextValues))
    : [one(result.EvalResourceName, result.EvalDecision, result.MissingContextValues)];
}

/** The most that AWS gives at once. */
const PAGE = 1_000;

const toRequest = ({ of, actions, resources, context = {} }: Simulation) => ({
  PolicySourceArn: of,
  ActionNames: [...actions],
  ResourceArns: [...resources],
  ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyType: 'string' as const,
    ContextKeyValues: [value],
  })),
});

function rolesOf(client: IAMClient, call: Call): Omit<IamApi, keyof Policies> {
  return {
    getRole: (name) =>
      orUndefined(async () => {
        const { Role: role } = await call('iam:GetRole', (options) =>
          client.send(new GetRoleCommand({ RoleName: name }), options),
        );
        return { arn: role?.Arn ?? '', trustPolicy: readDocument(role?.AssumeRolePolicyDocument) };
      }),
    attachedPolicies: (RoleName) =>
      everyPage(async (Marker) => {
        const page = await call('iam:ListAttachedRolePolicies', (options) =>
          client.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }), options),
        );
        const items = (page.AttachedPolicies ?? []).map((it) => ({
          name: it.PolicyName ?? '',
          arn: it.PolicyArn ?? '',
        }));
        return { items, next: page.IsTruncated ? page.Marker : undefined };
      }),
    inlinePolicyNames: (RoleName) =>
      everyPage(async (Marker) => {
        const page = await call('iam:ListRolePolicies', (options) =>
          client.send(new ListRolePoliciesCommand({ RoleName, Marker }), options),
        );
        return { items: page.PolicyNames ?? [], next: page.IsTruncated ? page.Marker : undefined };
      }),
    async inlinePolicy(RoleName, PolicyName) {
      const answer = await call('iam:GetRolePolicy', (options) =>
        client.send(new GetRolePolicyCommand({ RoleName, PolicyName }), options),
      );
      return readDocument(answer.PolicyDocument);
    },
  };
}

/** Policy documents travel as URL-encoded JSON. `undefined` for one that cannot be read, which is no reason to refuse anything. */
function readDocument(text: string | undefined): unknown {
  try {
    return JSON.parse(decodeURIComponent(text ?? ''));
  } catch {
    return undefined;
  }
}
