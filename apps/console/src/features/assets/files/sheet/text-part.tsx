import { Textarea, TextInput } from '@mantine/core';
import { fieldErrors } from '../../../../ui/field-errors.ts';
import { nameFault, SHORT_NAME_WORDS } from '../settings/draft.ts';
import type { FileTexts } from './use-save-file.ts';

export const TEXT_FIELDS = ['name', 'description', 'title', 'comment'] as const;

type Props = { isNew: boolean; texts: FileTexts; error: unknown; onChange: (texts: FileTexts) => void };

/** What the file and this version of it are called. */
export function TextPart({ isNew, texts, error, onChange }: Props) {
  const errors = fieldErrors(error);
  const field = (name: keyof FileTexts) => ({
    value: texts[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...texts, [name]: event.currentTarget.value }),
  });
  return (
    <>
      {isNew && (
        <>
          <TextInput
            label="Name"
            description={SHORT_NAME_WORDS}
            maxLength={30}
            spellCheck={false}
            {...field('name')}
            error={errors.name ?? (texts.name !== '' && nameFault(texts.name))}
          />
          <Textarea
            label="Description"
            description="Optional, up to 512 characters."
            autosize
            minRows={2}
            maxLength={512}
            {...field('description')}
          />
        </>
      )}
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
