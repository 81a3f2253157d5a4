import type * as iamSdk from '@aws-sdk/client-iam';
import * as iam from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import * as data from '@aws-sdk/client-iot-data-plane';
import * as sns from '@aws-sdk/client-sns';
import { allow, trust } from './identity-fixture.ts';

/**
 * Which resource IAM is asked for with each operation, as AWS's service authorization reference says
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html): for
 * `list_awsiot`, `list_amazonsns` and `list_awsidentityandaccessmanagementiam`. `*`: the action has no resource type, and only a statement
 * on `*` allows it. Where the reference of today and its older editions differ, the stricter `*` stands, so that a policy that is enough
 * here is enough on AWS.
 */
export type Clients = {
  iam: iamSdk.IAMClient;
  sns: sns.SNSClient;
  iot: iot.IoTClient;
  iotdata: data.IoTDataPlaneClient;
};

export type Permission = { resource: string; send(clients: Clients): Promise<unknown> };

type Place = { accountId: string; region: string };

const UserName = 'x';
const GroupName = 'x';
const RoleName = 'x';
const PolicyName = 'x';
const PolicyDocument = allow('sns:ListTopics');

/** One operation: IAM is asked for this resource when this is sent. */
function row<Client extends keyof Clients, Command>(client: Client, resource: string, command: Command) {
  // Each SDK's `send` takes the commands of its own package, which the table below pairs by hand.
  return {
    resource,
    send: (clients: Clients) => (clients[client].send as (command: Command) => Promise<unknown>)(command),
  };
}

export function iamPermissions({ accountId }: Place): Record<string, Permission> {
  const arn = (rest: string) => `arn:aws:iam::${accountId}:${rest}`;
  const [user, group, role, PolicyArn] = [arn('user/x'), arn('group/x'), arn('role/x'), arn('policy/x')];
  const on = (resource: string) => (command: object) => row('iam', resource, command);
  const [ofUser, ofGroup, ofRole, ofPolicy, all] = [on(user), on(group), on(role), on(PolicyArn), on('*')];
  const key = { UserName, AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' };
  const version = { PolicyArn, VersionId: 'v1' };
  return {
    AddUserToGroup: ofGroup(new iam.AddUserToGroupCommand({ GroupName, UserName })),
    AttachGroupPolicy: ofGroup(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn })),
    AttachRolePolicy: ofRole(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn })),
    AttachUserPolicy: ofUser(new iam.AttachUserPolicyCommand({ UserName, PolicyArn })),
    CreateAccessKey: ofUser(new iam.CreateAccessKeyCommand({ UserName })),
    CreateGroup: ofGroup(new iam.CreateGroupCommand({ GroupName })),
    CreatePolicy: ofPolicy(new iam.CreatePolicyCommand({ PolicyName, PolicyDocument })),
    CreatePolicyVersion: ofPolicy(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument })),
    CreateRole: ofRole(
      new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust({ Service: 'iot.amazonaws.com' }) }),
    ),
    CreateUser: ofUser(new iam.CreateUserCommand({ UserName })),
    DeleteAccessKey: ofUser(new iam.DeleteAccessKeyCommand(key)),
    DeleteGroup: ofGroup(new iam.DeleteGroupCommand({ GroupName })),
    DeleteGroupPolicy: ofGroup(new iam.DeleteGroupPolicyCommand({ GroupName, PolicyName })),
    DeletePolicy: ofPolicy(new iam.DeletePolicyCommand({ PolicyArn })),
    DeletePolicyVersion: ofPolicy(new iam.DeletePolicyVersionCommand(version)),
    DeleteRole: ofRole(new iam.DeleteRoleCommand({ RoleName })),
    DeleteRolePolicy: ofRole(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName })),
    DeleteUser: ofUser(new iam.DeleteUserCommand({ UserName })),
    DeleteUserPolicy: ofUser(new iam.DeleteUserPolicyCommand({ UserName, PolicyName })),
    DetachGroupPolicy: ofGroup(new iam.DetachGroupPolicyCommand({ GroupName, PolicyArn })),
    DetachRolePolicy: ofRole(new iam.DetachRolePolicyCommand({ RoleName, PolicyArn })),
    DetachUserPolicy: ofUser(new iam.DetachUserPolicyCommand({ UserName, PolicyArn })),
    GetGroup: ofGroup(new iam.GetGroupCommand({ GroupName })),
    GetGroupPolicy: ofGroup(new iam.GetGroupPolicyCommand({ GroupName, PolicyName })),
    GetLoginProfile: ofUser(new iam.GetLoginProfileCommand({ UserName })),
    GetPolicy: ofPolicy(new iam.GetPolicyCommand({ PolicyArn })),
    GetPolicyVersion: ofPolicy(new iam.GetPolicyVersionCommand(version)),
    GetRole: ofRole(new iam.GetRoleCommand({ RoleName })),
    GetRolePolicy: ofRole(new iam.GetRolePolicyCommand({ RoleName, PolicyName })),
    GetUser: ofUser(new iam.GetUserCommand({ UserName })),
    GetUserPolicy: ofUser(new iam.GetUserPolicyCommand({ UserName, PolicyName })),
    ListAccessKeys: ofUser(new iam.ListAccessKeysCommand({ UserName })),
    ListAttachedGroupPolicies: ofGroup(new iam.ListAttachedGroupPoliciesCommand({ GroupName })),
    ListAttachedRolePolicies: ofRole(new iam.ListAttachedRolePoliciesCommand({ RoleName })),
    ListAttachedUserPolicies: ofUser(new iam.ListAttachedUserPoliciesCommand({ UserName })),
    ListEntitiesForPolicy: ofPolicy(new iam.ListEntitiesForPolicyCommand({ PolicyArn })),
    ListGroupPolicies: ofGroup(new iam.ListGroupPoliciesCommand({ GroupName })),
    ListGroups: all(new iam.ListGroupsCommand({})),
    ListGroupsForUser: ofUser(new iam.ListGroupsForUserCommand({ UserName })),
    ListPolicies: all(new iam.ListPoliciesCommand({})),
    ListPolicyVersions: ofPolicy(new iam.ListPolicyVersionsCommand({ PolicyArn })),
    ListRolePolicies: ofRole(new iam.ListRolePoliciesCommand({ RoleName })),
    ListRoles: all(new iam.ListRolesCommand({})),
    ListUserPolicies: ofUser(new iam.ListUserPoliciesCommand({ UserName })),
    ListUsers: all(new iam.ListUsersCommand({})),
    PutGroupPolicy: ofGroup(new iam.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument })),
    PutRolePolicy: ofRole(new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument })),
    PutUserPolicy: ofUser(new iam.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument })),
    RemoveUserFromGroup: ofGroup(new iam.RemoveUserFromGroupCommand({ GroupName, UserName })),
    SetDefaultPolicyVersion: ofPolicy(new iam.SetDefaultPolicyVersionCommand(version)),
    SimulatePrincipalPolicy: ofUser(
      new iam.SimulatePrincipalPolicyCommand({ PolicySourceArn: user, ActionNames: ['sns:Publish'] }),
    ),
    UpdateAccessKey: ofUser(new iam.UpdateAccessKeyCommand({ ...key, Status: 'Inactive' })),
    UpdateAssumeRolePolicy: ofRole(
      new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust({ Service: 'iot.amazonaws.com' }) }),
    ),
  };
}

export function snsPermissions({ accountId, region }: Place): Record<string, Permission> {
  const TopicArn = `arn:aws:sns:${region}:${accountId}:x`;
  const SubscriptionArn = `${TopicArn}:01234567-89ab-cdef-0123-456789abcdef`;
  const ofTopic = (command: object) => row('sns', TopicArn, command);
  const all = (command: object) => row('sns', '*', command);
  const attribute = { AttributeName: 'DisplayName', AttributeValue: 'x' };
  return {
    AddPermission: ofTopic(
      new sns.AddPermissionCommand({ TopicArn, Label: 'x', AWSAccountId: [accountId], ActionName: ['Publish'] }),
    ),
    ConfirmSubscription: ofTopic(new sns.ConfirmSubscriptionCommand({ TopicArn, Token: 'x' })),
    CreateTopic: ofTopic(new sns.CreateTopicCommand({ Name: 'x' })),
    DeleteTopic: ofTopic(new sns.DeleteTopicCommand({ TopicArn })),
    GetSubscriptionAttributes: all(new sns.GetSubscriptionAttributesCommand({ SubscriptionArn })),
    GetTopicAttributes: ofTopic(new sns.GetTopicAttributesCommand({ TopicArn })),
    ListSubscriptions: all(new sns.ListSubscriptionsCommand({})),
    ListSubscriptionsByTopic: ofTopic(new sns.ListSubscriptionsByTopicCommand({ TopicArn })),
    ListTagsForResource: ofTopic(new sns.ListTagsForResourceCommand({ ResourceArn: TopicArn })),
    ListTopics: all(new sns.ListTopicsCommand({})),
    Publish: ofTopic(new sns.PublishCommand({ TopicArn, Message: 'x' })),
    RemovePermission: ofTopic(new sns.RemovePermissionCommand({ TopicArn, Label: 'x' })),
    SetSubscriptionAttributes: all(new sns.SetSubscriptionAttributesCommand({ SubscriptionArn, ...attribute })),
    SetTopicAttributes: ofTopic(new sns.SetTopicAttributesCommand({ TopicArn, ...attribute })),
    Subscribe: ofTopic(new sns.SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: 'http://127.0.0.1:1/' })),
    TagResource: ofTopic(new sns.TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: 'k', Value: 'v' }] })),
    Unsubscribe: all(new sns.UnsubscribeCommand({ SubscriptionArn })),
    UntagResource: ofTopic(new sns.UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ['k'] })),
  };
}

export function iotPermissions({ accountId, region }: Place): Record<string, Permission> {
  const arn = (rest: string) => `arn:aws:iot:${region}:${accountId}:${rest}`;
  const certificateId = 'c'.repeat(64);
  const [cert, rule] = [arn(`cert/${certificateId}`), arn('rule/x')];
  const on = (resource: string) => (command: object) => row('iot', resource, command);
  const [ofThing, ofType, ofCert, ofPolicy, ofRule, all] = [
    ...[on(arn('thing/x')), on(arn('thingtype/x')), on(cert), on(arn('policy/x')), on(rule), on('*')],
  ] as const;
  const thing = { thingName: 'x' };
  const thingType = { thingTypeName: 'x' };
  const policy = { policyName: 'x' };
  const version = { ...policy, policyVersionId: '1' };
  const ruleName = { ruleName: 'x' };
  const topicRulePayload = { sql: "SELECT * FROM 'a'", actions: [] };
  const link = { ...thing, principal: cert };
  return {
    AttachPolicy: ofCert(new iot.AttachPolicyCommand({ ...policy, target: cert })),
    AttachThingPrincipal: all(new iot.AttachThingPrincipalCommand(link)),
    CreateCertificateFromCsr: all(new iot.CreateCertificateFromCsrCommand({ certificateSigningRequest: 'x' })),
    CreateKeysAndCertificate: all(new iot.CreateKeysAndCertificateCommand({})),
    CreatePolicy: ofPolicy(new iot.CreatePolicyCommand({ ...policy, policyDocument: allow('iot:Connect') })),
    CreatePolicyVersion: ofPolicy(
      new iot.CreatePolicyVersionCommand({ ...policy, policyDocument: allow('iot:Connect') }),
    ),
    CreateThing: ofThing(new iot.CreateThingCommand(thing)),
    CreateThingType: ofType(new iot.CreateThingTypeCommand(thingType)),
    CreateTopicRule: ofRule(new iot.CreateTopicRuleCommand({ ...ruleName, topicRulePayload })),
    DeleteCertificate: ofCert(new iot.DeleteCertificateCommand({ certificateId })),
    DeletePolicy: ofPolicy(new iot.DeletePolicyCommand(policy)),
    DeletePolicyVersion: ofPolicy(new iot.DeletePolicyVersionCommand(version)),
    DeleteThing: ofThing(new iot.DeleteThingCommand(thing)),
    DeleteThingType: ofType(new iot.DeleteThingTypeCommand(thingType)),
    DeleteTopicRule: ofRule(new iot.DeleteTopicRuleCommand(ruleName)),
    DeprecateThingType: ofType(new iot.DeprecateThingTypeCommand(thingType)),
    DescribeCertificate: ofCert(new iot.DescribeCertificateCommand({ certificateId })),
    DescribeEndpoint: all(new iot.DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' })),
    DescribeThing: ofThing(new iot.DescribeThingCommand(thing)),
    DescribeThingType: ofType(new iot.DescribeThingTypeCommand(thingType)),
    DetachPolicy: ofCert(new iot.DetachPolicyCommand({ ...policy, target: cert })),
    DetachThingPrincipal: all(new iot.DetachThingPrincipalCommand(link)),
    DisableTopicRule: ofRule(new iot.DisableTopicRuleCommand(ruleName)),
    EnableTopicRule: ofRule(new iot.EnableTopicRuleCommand(ruleName)),
    GetPolicy: ofPolicy(new iot.GetPolicyCommand(policy)),
    GetPolicyVersion: ofPolicy(new iot.GetPolicyVersionCommand(version)),
    GetTopicRule: ofRule(new iot.GetTopicRuleCommand(ruleName)),
    ListAttachedPolicies: ofCert(new iot.ListAttachedPoliciesCommand({ target: cert })),
    ListCertificates: all(new iot.ListCertificatesCommand({})),
    ListPolicies: all(new iot.ListPoliciesCommand({})),
    ListPolicyVersions: ofPolicy(new iot.ListPolicyVersionsCommand(policy)),
    ListPrincipalThings: all(new iot.ListPrincipalThingsCommand({ principal: cert })),
    ListTagsForResource: ofRule(new iot.ListTagsForResourceCommand({ resourceArn: rule })),
    ListTargetsForPolicy: ofPolicy(new iot.ListTargetsForPolicyCommand(policy)),
    ListThingPrincipals: ofThing(new iot.ListThingPrincipalsCommand(thing)),
    ListThingTypes: all(new iot.ListThingTypesCommand({})),
    ListThings: all(new iot.ListThingsCommand({})),
    ListTopicRules: all(new iot.ListTopicRulesCommand({})),
    RegisterCertificate: all(new iot.RegisterCertificateCommand({ certificatePem: 'x' })),
    RegisterCertificateWithoutCA: all(new iot.RegisterCertificateWithoutCACommand({ certificatePem: 'x' })),
    ReplaceTopicRule: ofRule(new iot.ReplaceTopicRuleCommand({ ...ruleName, topicRulePayload })),
    SetDefaultPolicyVersion: ofPolicy(new iot.SetDefaultPolicyVersionCommand(version)),
    TagResource: ofRule(new iot.TagResourceCommand({ resourceArn: rule, tags: [{ Key: 'k', Value: 'v' }] })),
    UntagResource: ofRule(new iot.UntagResourceCommand({ resourceArn: rule, tagKeys: ['k'] })),
    UpdateCertificate: ofCert(new iot.UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' })),
    UpdateThing: ofThing(new iot.UpdateThingCommand({ ...thing, attributePayload: { attributes: {} } })),
  };
}

export function iotDataPermissions({ accountId, region }: Place): Record<string, Permission> {
  const arn = (rest: string) => `arn:aws:iot:${region}:${accountId}:${rest}`;
  const thingName = 'x';
  const ofThing = (command: object) => row('iotdata', arn('thing/x'), command);
  return {
    DeleteThingShadow: ofThing(new data.DeleteThingShadowCommand({ thingName })),
    GetThingShadow: ofThing(new data.GetThingShadowCommand({ thingName })),
    ListNamedShadowsForThing: ofThing(new data.ListNamedShadowsForThingCommand({ thingName })),
    Publish: row('iotdata', arn('topic/a/b'), new data.PublishCommand({ topic: 'a/b', payload: Buffer.from('{}') })),
    UpdateThingShadow: ofThing(new data.UpdateThingShadowCommand({ thingName, payload: Buffer.from('{"state":{}}') })),
  };
}
