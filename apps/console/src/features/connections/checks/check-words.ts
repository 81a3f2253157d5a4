import type { Check, CheckState, MissingPermission } from '@thingdock/api';
import type { ShapeName, Tone } from '../../../ui/shape.tsx';
import { count } from '../../../words/count.ts';

/** A check's outcome, told by shape and word. */
export const CHECK_SHAPES: Record<CheckState, readonly [ShapeName, Tone]> = {
  passed: ['tick', 'ok'],
  failed: ['cross', 'bad'],
  warned: ['triangle', 'warn'],
  not_checkable: ['dashed', 'idle'],
};

export const CHECK_WORDS: Record<CheckState, string> = {
  passed: 'Right',
  failed: 'Wrong',
  warned: 'Warning',
  not_checkable: 'Not checked',
};

/** What the checks say together: `1 of 13 checks failed, 2 warnings.` */
export function checksInWords(checks: readonly Check[]): string {
  const of = (state: CheckState) => checks.filter((check) => check.state === state).length;
  const failed = of('failed');
  const rest = [
    of('warned') > 0 && count(of('warned'), 'warning'),
    of('not_checkable') > 0 && `${of('not_checkable')} not checked`,
  ].filter(Boolean);
  const head = failed === 0 ? 'No check failed' : `${failed} of ${count(checks.length, 'check')} failed`;
  return `${[head, ...rest].join(', ')}.`;
}

/** The sentences of failed checks beside the fields at fault, by field. */
export function faultsByField<F extends string>(
  checks: readonly Check[],
  fields: readonly F[],
): Partial<Record<F, string>> {
  const told: Partial<Record<F, string>> = {};
  for (const { state, error, found, fix, title } of checks) {
    const field = fields.find((name) => name === error?.field);
    if (state !== 'failed' || field === undefined || told[field] !== undefined) continue;
    told[field] = [found ?? title, fix].filter(Boolean).join(' ');
  }
  return told;
}

/** One policy for all that somebody lacks, ready to be pasted into IAM. */
export function policyText(missing: readonly MissingPermission[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: missing.map(({ statement }) => statement) }, null, 2);
}
