import type { ManagedPolicy } from './records.ts';

type Grant = { Effect: 'Allow'; Action: string | string[]; Resource: '*' };

const allow = (Action: string | string[]): Grant => ({ Effect: 'Allow', Action, Resource: '*' });

/**
 * AWS's own policies that the product's set-up names, with what AWS publishes as their content as far as the services here go.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const DOCUMENTS: Record<string, { path: string; statements: Grant[] }> = {
  AdministratorAccess: { path: '/', statements: [allow('*')] },
  AWSIoTFullAccess: { path: '/', statements: [allow(['iot:*', 'iotjobsdata:*'])] },
  AWSIoTDataAccess: {
    path: '/',
    statements: [
      allow([
        'iot:Connect',
        'iot:Publish',
        'iot:Subscribe',
        'iot:Receive',
        'iot:GetThingShadow',
        'iot:UpdateThingShadow',
        'iot:DeleteThingShadow',
        'iot:ListNamedShadowsForThing',
      ]),
    ],
  },
  AmazonSNSFullAccess: { path: '/', statements: [allow('sns:*')] },
  AmazonSNSReadOnlyAccess: { path: '/', statements: [allow(['sns:GetTopicAttributes', 'sns:List*'])] },
  IAMFullAccess: { path: '/', statements: [allow('iam:*')] },
  IAMReadOnlyAccess: { path: '/', statements: [allow(['iam:Get*', 'iam:List*'])] },
};

/** The policy behind `arn:aws:iam::aws:policy/NAME`, when this stand-in knows it. */
export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  const name = /^arn:aws:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  const found = name === undefined ? undefined : DOCUMENTS[name];
  if (!name || !found || arn !== `arn:aws:iam::aws:policy${found.path}${name}`) return undefined;
  return {
    arn,
    name,
    path: found.path,
    id: `ANPA${name.toUpperCase().padEnd(17, 'X').slice(0, 17)}`,
    description: `AWS managed policy ${name}`,
    createdAt: Date.UTC(2015, 1, 6),
    document: JSON.stringify({ Version: '2012-10-17', Statement: found.statements }),
  };
}

export const isAwsManaged = (arn: string) => arn.startsWith('arn:aws:iam::aws:policy/');
