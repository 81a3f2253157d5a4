/** Which part of AWS a region belongs to; the parts share no accounts and no credentials. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso')) return 'aws-iso';
  return 'aws';
}

/** Domain suffixes under which a partition has account hosts. Partitions that are not listed cannot be used. */
export const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  aws: ['amazonaws.com', 'api.aws'],
  'aws-cn': ['amazonaws.com.cn'],
  'aws-us-gov': ['amazonaws.com', 'api.aws'],
};

/** Whether connections can be made in a region: its partition has account hosts that we know. */
export const isUsable = (region: string): boolean => SUFFIXES[partitionOf(region)] !== undefined;

/** Suffix of the services' own regional hosts. */
export const serviceSuffix = (partition: string): string =>
  partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
