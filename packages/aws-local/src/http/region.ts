/** Regions of the partition `aws`; those of other partitions belong to other accounts, which the stand-in does not have. */
const REGION = /^(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/** @param served the regions that answer; empty: all */
export function isServedRegion(region: string, served: readonly string[]): boolean {
  return REGION.test(region) && (served.length === 0 || served.includes(region));
}

/** Where IAM, which is one for all regions, has its calls signed (https://docs.aws.amazon.com/general/latest/gr/iam-service.html). */
const GLOBAL_REGION = 'us-east-1';

/**
 * What is wrong with the region of a credential scope, in AWS's words; undefined when nothing is. IAM's own region always
 * answers for IAM, whichever regions are served; clients that are pointed at another endpoint sign IAM calls for their own
 * region instead, so that is not held against them either.
 */
export function regionProblem(region: string, served: readonly string[], service: string): string | undefined {
  if (isServedRegion(region, served) || (service === 'iam' && region === GLOBAL_REGION)) return undefined;
  return `Credential should be scoped to a valid region, not '${region}'.`;
}
