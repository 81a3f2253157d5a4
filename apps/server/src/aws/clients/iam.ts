import {
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import type { Call } from '../call.ts';
import { orUndefined } from '../missing.ts';
import { everyPage } from '../pages.ts';
import type { IamApi } from '../types.ts';

export function createIam(client: IAMClient, call: Call): IamApi {
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
