import type { Service } from './service.ts';

/** Regions of the partition `aws`; those of other partitions belong to other accounts, which the stand-in does not have. */
const REGION = /^(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/** @param served the regions that answer; empty: all */
export function isServedRegion(region: string, served: readonly string[]): boolean {
  return REGION.test(region) && (served.length === 0 || served.includes(region));
}

/** What is wrong with the region of a credential scope, in AWS's words; undefined when nothing is. */
export function regionProblem(service: Service, region: string, served: readonly string[]): string | undefined {
  // IAM is one service for all regions of a partition and signs for one of them.
  const fits = service.prefix === 'iam' ? region === 'us-east-1' : isServedRegion(region, served);
  if (fits) return undefined;
  return `Credential should be scoped to a valid region${service.prefix === 'iam' ? '' : `, not '${region}'`}.`;
}
