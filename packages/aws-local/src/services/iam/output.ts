import type { Group, ManagedPolicy, PolicyVersion, User } from '../../identity/records.ts';
import { uriEncode } from '../../sigv4/canonical.ts';
import type { Role, XmlValue } from '../../stand-in.ts';

/** `2026-01-01T00:00:00Z` */
export const isoTime = (time: number) => new Date(time).toISOString().replace(/\.\d{3}/, '');

/** Policy documents leave IAM percent-encoded (RFC 3986). */
export const encodedDocument = (text: string) => uriEncode(text);

export const userXml = (user: User): XmlValue => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: user.arn,
  CreateDate: isoTime(user.createdAt),
});

export const groupXml = (group: Group): XmlValue => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: group.arn,
  CreateDate: isoTime(group.createdAt),
});

export const roleXml = (role: Role): XmlValue => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: isoTime(role.createdAt),
  AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
  Description: role.description === '' ? undefined : role.description,
  MaxSessionDuration: role.maxSessionDuration,
});

export const policyXml = (policy: ManagedPolicy, attachments: number): XmlValue => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersionId,
  AttachmentCount: attachments,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  Description: policy.description === '' ? undefined : policy.description,
  CreateDate: isoTime(policy.createdAt),
  UpdateDate: isoTime(policy.updatedAt),
});

/** The document comes only with a single version. */
export const versionXml = (
  { id, createdAt, document }: PolicyVersion,
  { defaultVersionId }: Pick<ManagedPolicy, 'defaultVersionId'>,
  content: 'with document' | 'without document',
): XmlValue => ({
  Document: content === 'with document' ? encodedDocument(document) : undefined,
  VersionId: id,
  IsDefaultVersion: id === defaultVersionId,
  CreateDate: isoTime(createdAt),
});
