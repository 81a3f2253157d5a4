import { Textarea, TextInput } from '@mantine/core';
import type { Flow } from '@thingdock/api';
import { fieldErrors } from '../../../ui/field-errors.ts';

export type Texts = { name: string; title: string; comment: string };
export const FIELDS = ['name', 'title', 'comment'] as const;

type Props = { flow: Flow | undefined; texts: Texts; error: unknown; onChange: (texts: Texts) => void };

/** What the flow and this version of it are called, and what is said about it. */
export function TextFields({ flow, texts, error, onChange }: Props) {
  const errors = fieldErrors(error);
  const field = (name: keyof Texts) => ({
    value: texts[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...texts, [name]: event.currentTarget.value }),
  });
  return (
    <>
      {!flow && <TextInput label="Name" required withAsterisk={false} maxLength={64} {...field('name')} />}
      <TextInput
        label="Version title"
        description="Optional, up to 30 characters."
        maxLength={30}
        {...field('title')}
      />
      <Textarea
        label="Comment"
        description="Optional: what changed, and why."
        autosize
        minRows={2}
        maxLength={512}
        {...field('comment')}
      />
    </>
  );
}
