export type ConnectionField = 'accessKeyId' | 'secretAccessKey' | 'endpoint' | 'region' | 'roleArn';

/** Names under which a field goes in the various places, in small letters and without anything else. */
const NAMES: Readonly<Record<string, ConnectionField>> = {
  accesskeyid: 'accessKeyId',
  awsaccesskeyid: 'accessKeyId',
  accesskey: 'accessKeyId',
  secretaccesskey: 'secretAccessKey',
  awssecretaccesskey: 'secretAccessKey',
  endpoint: 'endpoint',
  endpointaddress: 'endpoint',
  iotendpoint: 'endpoint',
  awsiotendpoint: 'endpoint',
  region: 'region',
  awsregion: 'region',
  awsdefaultregion: 'region',
  rolearn: 'roleArn',
  iamrolearn: 'roleArn',
};

/** The field that a name stands for; `undefined` for any other name. */
export const fieldOf = (name: string): ConnectionField | undefined =>
  NAMES[name.toLowerCase().replace(/[^a-z0-9]/g, '')];

/**
 * What is unmistakable by its form alone. A secret is not: forty characters may be anything. Forms: IAM identifiers, and
 * endpoints of AWS IoT Core.
 */
const FORMS: readonly (readonly [ConnectionField, RegExp])[] = [
  ['accessKeyId', /(?<![A-Z0-9])AKIA[A-Z0-9]{16}(?![A-Z0-9])/],
  ['roleArn', /arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+/],
  ['endpoint', /(?<![\w.-])[a-z0-9]+(-ats)?\.(ats\.)?iot\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)(?![\w.-])/],
];

/** Fields that are in the texts by their form; the first that fits counts. */
export function recognise(texts: readonly string[]): Partial<Record<ConnectionField, string>> {
  return Object.fromEntries(
    FORMS.flatMap(([field, form]) => {
      const found = texts.map((text) => form.exec(text)?.[0]).find((match) => match !== undefined);
      return found === undefined ? [] : [[field, found]];
    }),
  );
}
