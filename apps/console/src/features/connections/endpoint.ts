/** Host names of AWS IoT data endpoints (AWS IoT Core endpoints and quotas): account prefix, region, AWS's domain. */
const HOST =
  /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.ats)?\.iot\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/** Names of AWS's regions (AWS Regions and Availability Zones); others are shown by their code alone. */
const REGIONS: Readonly<Record<string, string>> = {
  'af-south-1': 'Cape Town',
  'ap-east-1': 'Hong Kong',
  'ap-northeast-1': 'Tokyo',
  'ap-northeast-2': 'Seoul',
  'ap-northeast-3': 'Osaka',
  'ap-south-1': 'Mumbai',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney',
  'ca-central-1': 'Canada Central',
  'cn-north-1': 'Beijing',
  'cn-northwest-1': 'Ningxia',
  'eu-central-1': 'Frankfurt',
  'eu-north-1': 'Stockholm',
  'eu-south-1': 'Milan',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London',
  'eu-west-3': 'Paris',
  'il-central-1': 'Tel Aviv',
  'me-central-1': 'UAE',
  'me-south-1': 'Bahrain',
  'sa-east-1': 'São Paulo',
  'us-east-1': 'N. Virginia',
  'us-east-2': 'Ohio',
  'us-gov-east-1': 'GovCloud East',
  'us-gov-west-1': 'GovCloud West',
  'us-west-1': 'N. California',
  'us-west-2': 'Oregon',
};

/**
 * The region in an AWS IoT endpoint as typed or copied, with blanks, scheme, port or path around it; `undefined` while it
 * is none. The server decides; this is to say so while somebody types.
 */
export function endpointRegion(typed: string): string | undefined {
  const host = typed
    .trim()
    .toLowerCase()
    .replace(/^(?:https|mqtts|wss):\/\//, '')
    .replace(/\/.*$/s, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
  return HOST.exec(host)?.groups?.region;
}

/** `eu-west-1 (Ireland)`. */
export function regionName(region: string): string {
  const place = REGIONS[region];
  return place === undefined ? region : `${region} (${place})`;
}

/** The account in the ARN of an IAM role, as typed; `undefined` while it is no such ARN. */
export function roleAccount(typed: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::(\d{12}):role\/\S+$/.exec(typed.trim())?.[1];
}
