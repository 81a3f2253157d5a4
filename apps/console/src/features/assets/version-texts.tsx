import { Textarea, TextInput } from '@mantine/core';
import { fieldErrors } from '../../ui/field-errors.ts';

type Texts = Record<'title' | 'comment', string>;
type Field = { value: string; error: string | undefined; onChange(event: { currentTarget: { value: string } }): void };

/** What ties a field to its text, and to what the server said of it. */
export function fieldsOf<T extends Record<string, string>>(
  texts: T,
  error: unknown,
  onChange: (texts: T) => void,
): (name: keyof T & string) => Field {
  const errors = fieldErrors(error);
  return (name) => ({
    value: texts[name] ?? '',
    error: errors[name],
    onChange: (event) => onChange({ ...texts, [name]: event.currentTarget.value }),
  });
}

/** What a version is called, and what is said about it. */
export function VersionTexts({ field }: { field: (name: keyof Texts) => Field }) {
  return (
    <>
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
