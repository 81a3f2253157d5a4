import { Checkbox } from '@mantine/core';
import type { Plan } from '@thingdock/api';
import { count } from '../../../words/count.ts';
import { conflicts } from './plan-words.ts';

type Props = { plan: Plan; checked: boolean; onChange: (takeOver: boolean) => void };

/** Asks before somebody else's objects are replaced. Nothing while none is in the way. */
export function TakeOver({ plan, checked, onChange }: Props) {
  const found = conflicts(plan).length;
  if (found === 0) return null;
  return (
    <Checkbox
      mt={12}
      label={`Take over ${count(found, 'object')} of somebody else`}
      description="What is listed above as replaced is lost. Leave this off, and remove or rename them in AWS instead, if anybody needs them."
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
