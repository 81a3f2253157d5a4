import { PROBE_THINGS, presenceRuleName, ruleNames, topicNames } from './names.ts';
import { iotArn, type Place, snsArn } from './place.ts';

/**
 * `needed`: the connection does not work without it. `checking`: lets Thingdock explain what is wrong before anything is
 * written. `provisioning`: only to make things with this key.
 */
export type Purpose = 'needed' | 'checking' | 'provisioning';

/** The policies that the enebular guide names. */
export type GuidePolicy = 'AWSIoTFullAccess' | 'AmazonSNSFullAccess' | 'EnebularPassRole' | 'AWSIoTDataAccess';

/** Operator, key, value, as in an IAM statement. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Permission = {
  /** In the words of IAM: `sns:CreateTopic`. */
  action: string;
  /** ARNs, with `*` for any run of characters. The bare `*` where AWS knows no resource for the action. */
  resources: readonly string[];
  conditions?: Conditions;
  purpose: Purpose;
  /** Which of the guide's policies grants it; `undefined`: none does. */
  guidePolicy: GuidePolicy | undefined;
};

export type RolePermissionsInput = Place & { prefix: string };
export type UserPermissionsInput = RolePermissionsInput & {
  roleArn: string;
  /** The user whose key is used, so that it can ask about itself. */
  userArn: string;
  /** With what making things needs. */
  provisioning?: boolean;
  /** Without the rule for presence, which is switched on by itself. */
  withoutPresence?: boolean;
};

/** The things' shadows that the rule of the wills writes to. */
const SHADOWS = 'topic/$aws/things/*/shadow/update';

/** What AWS IoT must be allowed to do under the role when a rule fires. */
export function rolePermissions({ prefix, ...place }: RolePermissionsInput): Permission[] {
  const topics = Object.values(topicNames(prefix)).map((name) => snsArn(place, name));
  return [
    ...group('needed', 'AmazonSNSFullAccess', topics, ['sns:Publish']),
    ...group('needed', 'AWSIoTDataAccess', [iotArn(place, SHADOWS)], ['iot:Publish']),
  ];
}

/**
 * Everything that Thingdock does with a connection's key, and nothing else. Which resource AWS knows for an action is from the
 * service authorization reference of AWS IoT, SNS and IAM.
 */
export function userPermissions(input: UserPermissionsInput): Permission[] {
  return [...objects(input), ...devices(input), ...role(input), ...(input.provisioning ? provisioning(input) : [])];
}

/** Rules, topics and subscriptions of the connection. */
function objects({ prefix, withoutPresence = false, ...place }: UserPermissionsInput): Permission[] {
  const iot = (resources: string[], actions: string[]) => group('needed', 'AWSIoTFullAccess', resources, actions);
  const sns = (resources: string[], actions: string[]) => group('needed', 'AmazonSNSFullAccess', resources, actions);
  const names = [...Object.values(ruleNames(prefix)), ...(withoutPresence ? [] : [presenceRuleName(prefix)])];
  const rules = names.map((name) => iotArn(place, `rule/${name}`));
  const topics = Object.values(topicNames(prefix)).map((name) => snsArn(place, name));
  return [
    ...iot(['*'], ['iot:DescribeEndpoint', 'iot:ListTopicRules']),
    ...iot(rules, ['iot:GetTopicRule', 'iot:CreateTopicRule', 'iot:ReplaceTopicRule', 'iot:DeleteTopicRule']),
    ...iot(rules, ['iot:ListTagsForResource', 'iot:TagResource']),
    ...sns(topics, ['sns:GetTopicAttributes', 'sns:CreateTopic', 'sns:SetTopicAttributes', 'sns:DeleteTopic']),
    ...sns(topics, ['sns:ListTagsForResource', 'sns:TagResource']),
    ...sns(topics, ['sns:ListSubscriptionsByTopic', 'sns:Subscribe', 'sns:ConfirmSubscription']),
    ...sns(['*'], ['sns:GetSubscriptionAttributes', 'sns:Unsubscribe']),
  ];
}

/** Devices: finding them, their shadows, messages to them, and our own test messages. */
function devices(place: UserPermissionsInput): Permission[] {
  const iot = (resource: string, actions: string[]) => group('needed', 'AWSIoTFullAccess', [resource], actions);
  return [
    ...iot('*', ['iot:ListThings']),
    ...iot(iotArn(place, 'thing/*'), ['iot:DescribeThing', 'iot:GetThingShadow', 'iot:UpdateThingShadow']),
    ...iot(iotArn(place, `thing/${PROBE_THINGS}`), ['iot:DeleteThingShadow']),
    ...iot(iotArn(place, 'topic/enebular/things/*'), ['iot:Publish']),
  ];
}

/** Handing the role to AWS IoT, and looking at it and at oneself first. */
function role({ roleArn, userArn }: UserPermissionsInput): Permission[] {
  const conditions = { StringEquals: { 'iam:PassedToService': 'iot.amazonaws.com' } };
  const pass = group('needed', 'EnebularPassRole', [roleArn], ['iam:PassRole']);
  return [
    ...pass.map((permission) => ({ ...permission, conditions })),
    ...group('checking', 'EnebularPassRole', [roleArn], ['iam:GetRole', 'iam:ListAttachedRolePolicies']),
    ...group('checking', undefined, [roleArn], ['iam:ListRolePolicies', 'iam:GetRolePolicy']),
    ...group('checking', undefined, [userArn, roleArn], ['iam:SimulatePrincipalPolicy']),
  ];
}

/** Making things with their certificates, and taking back what a failed attempt made. */
function provisioning(place: UserPermissionsInput): Permission[] {
  const iot = (resource: string, actions: string[]) => group('provisioning', 'AWSIoTFullAccess', [resource], actions);
  return [
    ...iot(iotArn(place, 'thing/*'), ['iot:CreateThing', 'iot:DeleteThing']),
    // AWS knows no resource for these three: they match only `*`.
    ...iot('*', ['iot:CreateCertificateFromCsr', 'iot:AttachThingPrincipal', 'iot:DetachThingPrincipal']),
    ...iot(iotArn(place, 'cert/*'), ['iot:UpdateCertificate', 'iot:DeleteCertificate']),
    ...iot(iotArn(place, 'cert/*'), ['iot:AttachPolicy', 'iot:DetachPolicy']),
    ...iot(iotArn(place, 'policy/thingdock_*'), ['iot:GetPolicy', 'iot:CreatePolicy']),
  ];
}

const group = (
  purpose: Purpose,
  guidePolicy: GuidePolicy | undefined,
  resources: readonly string[],
  actions: readonly string[],
): Permission[] => actions.map((action) => ({ action, resources, purpose, guidePolicy }));
