/** An account in one region. `partition`: the part of AWS, such as `aws` or `aws-cn`. */
export type Place = { partition: string; accountId: string; region: string };

/** Which part of AWS a region belongs to; the parts share no accounts and no credentials. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso')) return 'aws-iso';
  return 'aws';
}

export const iotArn = ({ partition, region, accountId }: Place, resource: string): string =>
  `arn:${partition}:iot:${region}:${accountId}:${resource}`;

export const snsArn = ({ partition, region, accountId }: Place, topic: string): string =>
  `arn:${partition}:sns:${region}:${accountId}:${topic}`;

/** IAM has no regions. */
export const iamArn = ({ partition, accountId }: Pick<Place, 'partition' | 'accountId'>, resource: string): string =>
  `arn:${partition}:iam::${accountId}:${resource}`;
