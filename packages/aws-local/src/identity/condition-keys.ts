/**
 * The condition keys that calls here bring values for (or never would on AWS either, such as `aws:CalledViaLast` in a call made directly).
 * A policy with another key would be decided differently than on AWS, so it is refused when it is stored.
 */
const KEYS = [
  'aws:CalledViaFirst',
  'aws:CalledViaLast',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalType',
  'aws:RequestedRegion',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceOwner',
  'aws:userid',
  'aws:username',
  'aws:ViaAWSService',
  'iam:AssociatedResourceArn',
  'iam:PassedToService',
  'iam:PolicyARN',
  'sns:Endpoint',
  'sns:Protocol',
  'sts:ExternalId',
  'sts:RoleSessionName',
];

const FOLDED = new Set(KEYS.map((key) => key.toLowerCase()));

/** Names of condition keys have no case. */
export const isKnownConditionKey = (key: string) => FOLDED.has(key.toLowerCase());
