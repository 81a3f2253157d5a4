import { type PolicyKind, readPolicy, type Statement } from './policy-document.ts';

/** Reads the text of a stored policy. Throws when it cannot be read, which its storing has ruled out. */
export type PolicyReader = (text: string, kind: PolicyKind) => Statement[];

const REMEMBERED = 1000;

/** Policies are few and asked for with every call, so each text is parsed once. */
export function createPolicyReader(): PolicyReader {
  const parsed = new Map<string, Statement[]>();
  return (text, kind) => {
    const key = `${kind}:${text}`;
    const known = parsed.get(key);
    if (known) return known;
    const reading = readPolicy(text, kind);
    if ('problem' in reading) throw new Error(`A stored policy cannot be read: ${reading.problem.message}`);
    if (parsed.size >= REMEMBERED) parsed.clear();
    parsed.set(key, reading.statements);
    return reading.statements;
  };
}
