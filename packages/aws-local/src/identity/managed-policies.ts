import documents from './managed-policies.json' with { type: 'json' };
import type { ManagedPolicy } from './records.ts';

/**
 * AWS's own policies that set-ups for AWS IoT name, with the content that AWS publishes for them.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
type Published = {
  path: string;
  version: string;
  /** Days such as `2015-02-06`. */
  createdAt: string;
  updatedAt: string;
  statements: object[];
};

const POLICIES = new Map(Object.entries<Published>(documents).map(([name, found]) => policyOf(name, found)));

/** The policy behind `arn:aws:iam::aws:policy/…`, when this stand-in knows it. */
export const awsManagedPolicy = (arn: string): ManagedPolicy | undefined => POLICIES.get(arn);

export const awsManagedPolicies = (): ManagedPolicy[] => [...POLICIES.values()];

export const isAwsManaged = (arn: string) => arn.startsWith('arn:aws:iam::aws:policy/');

function policyOf(name: string, found: Published): [arn: string, policy: ManagedPolicy] {
  const arn = `arn:aws:iam::aws:policy${found.path}${name}`;
  const updatedAt = Date.parse(found.updatedAt);
  const document = JSON.stringify({ Version: '2012-10-17', Statement: found.statements });
  const policy = {
    arn,
    name,
    path: found.path,
    id: `ANPA${name.toUpperCase().padEnd(17, 'X').slice(0, 17)}`,
    description: `AWS managed policy ${name}`,
    createdAt: Date.parse(found.createdAt),
    updatedAt,
    versions: [{ id: found.version, document, createdAt: updatedAt }],
    defaultVersionId: found.version,
    versionsMade: Number(found.version.slice(1)),
  };
  return [arn, policy];
}
