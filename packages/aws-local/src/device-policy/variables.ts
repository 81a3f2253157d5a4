/**
 * What IoT policies can ask about a connection, as variables and as condition keys.
 * https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-variables.html
 */

const BASIC = [
  'aws:SourceIp',
  'iot:ClientId',
  'iot:Connection.Thing.IsAttached',
  'iot:Connection.Thing.ThingName',
  'iot:Connection.Thing.ThingTypeName',
];

/** Only at a connect. */
const AT_CONNECT = ['iot:ConnectAttributes', 'iot:LastWillTopic'];

/** Parts of a distinguished name, by the names that certificates give them. */
export const NAME_PARTS: Readonly<Record<string, string>> = {
  CN: 'CommonName',
  C: 'Country',
  dnQualifier: 'DistinguishedNameQualifier',
  generationQualifier: 'GenerationQualifier',
  GN: 'GivenName',
  initials: 'Initials',
  O: 'Organization',
  OU: 'OrganizationalUnit',
  pseudonym: 'Pseudonym',
  serialNumber: 'SerialNumber',
  ST: 'State',
  SN: 'Surname',
  title: 'Title',
};

const ATTRIBUTE = /^iot:Connection\.Thing\.Attributes\[[a-zA-Z0-9_.,@/:#-]{1,128}\]$/;
const CERTIFICATE = new RegExp(
  `^iot:Certificate\\.(?:SerialNumber|(?:Subject|Issuer)\\.(?:${Object.values(NAME_PARTS).join('|')})(?:\\.(?:\\d|List))?)$`,
);

/** Whether a policy can name this in `${…}`. */
export function isVariable(name: string): boolean {
  return BASIC.includes(name) || ATTRIBUTE.test(name) || (CERTIFICATE.test(name) && !name.endsWith('.List'));
}

/** Whether a condition of an IoT policy can ask for this key. */
export function isConditionKey(key: string): boolean {
  return isVariable(key) || CERTIFICATE.test(key) || AT_CONNECT.includes(key);
}

/** Whether the policy's text asks about the device's certificate, which is read only then. */
export const asksForCertificate = (document: string) => document.includes('iot:Certificate.');
