export type Arn = { partition: string; service: string; region: string; accountId: string; resource: string };

/** Takes an ARN apart; `undefined` for anything else. The resource keeps its colons and slashes. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):(\S+)$/.exec(text);
  if (!match) return undefined;
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = match;
  return { partition, service, region, accountId, resource };
}

export type RoleArn = { arn: string; partition: string; accountId: string; name: string };

// Path and name as the IAM API reference allows them (CreateRole).
const ROLE = /^role\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]{1,64})$/;

/** `arn:aws:iam::123456789012:role/[path/]name`; the name is the last part of the path. */
export function parseRoleArn(text: string): RoleArn | undefined {
  const arn = parseArn(text);
  const name = arn && ROLE.exec(arn.resource)?.[1];
  if (!arn || !name || arn.service !== 'iam' || arn.region !== '' || arn.accountId === '') return undefined;
  return { arn: text, partition: arn.partition, accountId: arn.accountId, name };
}

export const topicArn = (at: { partition: string; region: string; accountId: string }, name: string): string =>
  `arn:${at.partition}:sns:${at.region}:${at.accountId}:${name}`;
