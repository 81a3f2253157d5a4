import { coversAction, matches, readStatements, type Statement, type Verdict } from './document.ts';

/** What AWS IoT brings along when it assumes a role for a rule. */
export type Assuming = { accountId: string; ruleArn: string };

const SERVICE = 'iot.amazonaws.com';
const EQUAL = new Set(['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike']);

/** Whether a role's trust policy lets AWS IoT assume the role for our rules. */
export function trustsIot(trustPolicy: unknown, assuming: Assuming): Verdict {
  const statements = readStatements(trustPolicy)?.filter(
    (it) => it.services.some((service) => service === '*' || service === SERVICE) && coversAction(it, 'sts:AssumeRole'),
  );
  if (!statements) return 'cannot_tell';
  const applying = (effect: Statement['effect']) =>
    statements.filter((it) => it.effect === effect).map((it) => conditionsMet(it, assuming));
  const denied = applying('Deny');
  const allowed = applying('Allow');
  if (denied.includes('yes')) return 'no';
  if (!allowed.includes('yes')) return allowed.includes('cannot_tell') ? 'cannot_tell' : 'no';
  return denied.includes('cannot_tell') ? 'cannot_tell' : 'yes';
}

/** Only the two conditions that AWS advises against the confused deputy are understood; any other is left open. */
function conditionsMet({ conditions }: Statement, assuming: Assuming): Verdict {
  const known: Record<string, string> = {
    'aws:sourceaccount': assuming.accountId,
    'aws:sourcearn': assuming.ruleArn,
  };
  let verdict: Verdict = 'yes';
  for (const [operator, keys] of Object.entries(conditions))
    for (const [key, patterns] of Object.entries(keys)) {
      const value = known[key.toLowerCase()];
      if (value === undefined || !EQUAL.has(operator)) verdict = 'cannot_tell';
      else if (!patterns.some((pattern) => matchesCondition(operator, pattern, value))) return 'no';
    }
  return verdict;
}

const matchesCondition = (operator: string, pattern: string, value: string): boolean =>
  operator === 'StringEquals' ? pattern === value : matches(pattern, value);
