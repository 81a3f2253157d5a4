import { isJsonObject, type Json, member, parseJson } from '../../json.ts';
import { AwsError } from '../../stand-in.ts';

const MAX_DOCUMENT_CHARACTERS = 2048;

/** Refuses what AWS IoT would not store as a policy: MalformedPolicyException. Variables such as `${iot:ClientId}` are allowed. */
export function checkIotPolicy(document: string): void {
  if (document.replaceAll(/\s/g, '').length > MAX_DOCUMENT_CHARACTERS) {
    throw malformed(`Policy document is longer than ${MAX_DOCUMENT_CHARACTERS} characters without white space`);
  }
  const policy = parseJson(document);
  if (!isJsonObject(policy)) throw malformed('Policy document is Malformed: it is not a JSON object');
  const statement = member(policy, 'Statement');
  const statements: readonly Json[] = Array.isArray(statement)
    ? statement
    : statement === undefined
      ? []
      : [statement as Json];
  if (statements.length === 0) throw malformed('Policy document is Malformed: it has no statement');
  for (const each of statements) checkStatement(each);
}

function checkStatement(statement: Json): void {
  const effect = member(statement, 'Effect');
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Policy document is Malformed: Effect is Allow or Deny');
  for (const [field, negated] of [
    ['Action', 'NotAction'],
    ['Resource', 'NotResource'],
  ] as const) {
    const value = member(statement, field) ?? member(statement, negated);
    const values: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
    if (values.length === 0 || values.some((item) => typeof item !== 'string')) {
      throw malformed(`Policy document is Malformed: ${field} is a string or a list of strings`);
    }
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyException', 400, message);
}
