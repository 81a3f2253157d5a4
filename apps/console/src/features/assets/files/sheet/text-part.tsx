import { Textarea, TextInput } from '@mantine/core';
import { fieldsOf, VersionTexts } from '../../version-texts.tsx';
import { nameFault, SHORT_NAME_WORDS } from '../settings/draft.ts';
import type { FileTexts } from './use-save-file.ts';

export const TEXT_FIELDS = ['name', 'description', 'title', 'comment'] as const;

type Props = { isNew: boolean; texts: FileTexts; error: unknown; onChange: (texts: FileTexts) => void };

/** What the file and this version of it are called. */
export function TextPart({ isNew, texts, error, onChange }: Props) {
  const field = fieldsOf(texts, error, onChange);
  const name = field('name');
  return (
    <>
      {isNew && (
        <>
          <TextInput
            label="Name"
            description={SHORT_NAME_WORDS}
            maxLength={30}
            spellCheck={false}
            {...name}
            error={name.error ?? (texts.name !== '' && nameFault(texts.name))}
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
      <VersionTexts field={field} />
    </>
  );
}
