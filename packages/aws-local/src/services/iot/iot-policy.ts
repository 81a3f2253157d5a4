import { readPolicy } from '../../identity/policy-document.ts';
import { AwsError } from '../../stand-in.ts';

const MAX_DOCUMENT_CHARACTERS = 2048;

/**
 * Refuses what AWS IoT would not store as a policy (MalformedPolicyException), and what it would store but is not evaluated here
 * (NotImplemented), since a policy that is decided otherwise than on AWS proves nothing.
 */
export function checkIotPolicy(document: string): void {
  if (document.replaceAll(/\s/g, '').length > MAX_DOCUMENT_CHARACTERS) {
    throw malformed(`Policy document is longer than ${MAX_DOCUMENT_CHARACTERS} characters without white space`);
  }
  const reading = readPolicy(document, 'device');
  if (!('problem' in reading)) return;
  const { kind, message } = reading.problem;
  if (kind === 'unsupported') throw new AwsError('NotImplemented', 501, message);
  throw malformed(`Policy document is Malformed: ${message}`);
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyException', 400, message);
}
