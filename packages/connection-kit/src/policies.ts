import type { Permission, RolePermissionsInput } from './permissions.ts';
import { iamArn, iotArn, type Place } from './place.ts';

export type PolicyStatement = {
  Effect: 'Allow';
  Principal?: Readonly<Record<string, string>>;
  Action: string | readonly string[];
  Resource?: string | readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** An IAM policy, as AWS takes it in JSON. */
export type PolicyDocument = { Version: '2012-10-17'; Statement: readonly PolicyStatement[] };

/** The permissions as a policy, with those for the same resources in one statement. */
export function policyDocument(permissions: readonly Permission[]): PolicyDocument {
  const byResources = Map.groupBy(permissions, ({ resources, conditions }) => JSON.stringify([resources, conditions]));
  return document(
    [...byResources.values()].map((group) =>
      statement(
        group.map(({ action }) => action),
        group[0]?.resources ?? [],
        group[0]?.conditions,
      ),
    ),
  );
}

/**
 * Lets AWS IoT, and only for rules of this account with our names, act under the role.
 * Source: AWS IoT developer guide, cross-service confused deputy prevention. Of any region, since a role has none: setting up
 * a second region with the same role must not cut the first one off.
 */
export function trustPolicy({ partition, accountId, prefix }: Omit<RolePermissionsInput, 'region'>): PolicyDocument {
  const ours = iotArn({ partition, accountId, region: '*' }, `rule/${prefix}_*`);
  return document([
    {
      Effect: 'Allow',
      Principal: { Service: 'iot.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': accountId }, ArnLike: { 'aws:SourceArn': ours } },
    },
  ]);
}

/** The guide's policy `EnebularPassRole`: to hand the role over, and to look which policies it has. */
export const passRolePolicy = (roleArn: string): PolicyDocument =>
  document([
    {
      Effect: 'Allow',
      Action: ['iam:PassRole', 'iam:GetRole', 'iam:ListAttachedRolePolicies'],
      Resource: [roleArn],
    },
  ]);

/** A role's ARN; the name may have a path before it: `path/of/role`. */
export const roleArnOf = (place: Pick<Place, 'partition' | 'accountId'>, role: string): string =>
  iamArn(place, `role/${role}`);

const document = (statements: readonly PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

const statement = (
  actions: readonly string[],
  resources: readonly string[],
  conditions: Permission['conditions'],
): PolicyStatement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(conditions ? { Condition: conditions } : {}),
});
