import { X509Certificate } from 'node:crypto';
import type { ConditionContext } from '../stand-in.ts';
import { NAME_PARTS } from './variables.ts';

// "X.509 certificate policy variable limitations": five values of a kind, 1024 characters each, and none with wildcards.
const MAX_VALUES = 5;
const MAX_CHARACTERS = 1024;

/**
 * What policies can ask about a certificate: `iot:Certificate.Subject.Organization` is the first of its values, `….1` the second,
 * `….List` all of them. https://docs.aws.amazon.com/iot/latest/developerguide/cert-policy-variables.html
 */
export function certificateFacts(certificatePem: string): ConditionContext {
  const { subject, issuer, serialNumber } = new X509Certificate(certificatePem);
  return {
    'iot:Certificate.SerialNumber': serialNumber,
    ...nameFacts('iot:Certificate.Subject', subject),
    ...nameFacts('iot:Certificate.Issuer', issuer),
  };
}

/** Node gives a name one part a line, `O=Example`. */
function nameFacts(prefix: string, name: string | undefined): ConditionContext {
  const values = new Map<string, string[]>();
  for (const line of (name ?? '').split('\n')) {
    const [, short = '', value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? [];
    const part = NAME_PARTS[short];
    if (part) values.set(part, [...(values.get(part) ?? []), value]);
  }
  const facts: Record<string, string | readonly string[]> = {};
  for (const [part, all] of values) {
    const usable = all.slice(0, MAX_VALUES).filter((value) => value.length <= MAX_CHARACTERS && !/[*?]/.test(value));
    const [first] = usable;
    if (first !== undefined) facts[`${prefix}.${part}`] = first;
    facts[`${prefix}.${part}.List`] = usable;
    for (const [index, value] of usable.entries()) facts[`${prefix}.${part}.${index}`] = value;
  }
  return facts;
}
