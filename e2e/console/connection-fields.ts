import { ROLE } from './connection-samples.ts';

/** What the five text fields of Create Connection are filled with, by their names. */
export const GOOD = {
  'Connection Name': 'Plant',
  'AWS Access Key ID': 'AKIAIOSFODNN7EXAMPLE',
  'AWS Secret Access Key': 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'AWS IoT Endpoint': 'abc-ats.iot.eu-west-1.amazonaws.com',
  'IAM Role ARN': ROLE,
};
