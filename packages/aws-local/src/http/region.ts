/** Regions of the partition `aws`; those of other partitions belong to other accounts, which the stand-in does not have. */
const REGION = /^(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/** @param served the regions that answer; empty: all */
export function isServedRegion(region: string, served: readonly string[]): boolean {
  return REGION.test(region) && (served.length === 0 || served.includes(region));
}

/**
 * What is wrong with the region of a credential scope, in AWS's words; undefined when nothing is. AWS itself takes only us-east-1 for IAM,
 * but clients that are pointed at another endpoint sign IAM calls for their own region, so that is not held against them.
 */
export function regionProblem(region: string, served: readonly string[]): string | undefined {
  if (isServedRegion(region, served)) return undefined;
  return `Credential should be scoped to a valid region, not '${region}'.`;
}
