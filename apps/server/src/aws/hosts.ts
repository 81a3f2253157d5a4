import { serviceSuffix } from './partition.ts';
import type { AwsTarget } from './types.ts';

/** Base URL and signing region of each service. */
export type ServiceHosts = Record<'sts' | 'iam' | 'sns' | 'iot' | 'iotData', { url: string; region: string }>;

/** IAM is global: one host and one signing region in each partition (AWS General Reference, IAM endpoints). */
const IAM: Readonly<Record<string, { url: string; region: string }>> = {
  aws: { url: 'https://iam.amazonaws.com', region: 'us-east-1' },
  'aws-cn': { url: 'https://iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
  'aws-us-gov': { url: 'https://iam.us-gov.amazonaws.com', region: 'us-gov-west-1' },
};

/** Where each service is reached: the stand-in's one origin in local mode, AWS's regional hosts otherwise. */
export function serviceHosts(target: Omit<AwsTarget, 'credentials'>, local: URL | undefined): ServiceHosts {
  const { partition, region } = target;
  const iam = IAM[partition];
  if (!iam) throw new Error(`Regions of ${partition} are not supported.`);
  if (local) {
    const here = { url: local.origin, region };
    return { sts: here, sns: here, iot: here, iotData: here, iam: { url: local.origin, region: iam.region } };
  }
  const at = (name: string) => ({ url: `https://${name}.${region}.${serviceSuffix(partition)}`, region });
  const common = partition === 'aws-cn' ? 'data.ats.iot' : 'data-ats.iot';
  return {
    sts: at('sts'),
    iam,
    sns: at('sns'),
    iot: at('iot'),
    iotData: target.iotDataHost ? { url: `https://${target.iotDataHost}`, region } : at(common),
  };
}
