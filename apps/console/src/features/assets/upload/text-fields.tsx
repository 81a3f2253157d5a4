import { TextInput } from '@mantine/core';
import type { Flow } from '@thingdock/api';
import { fieldsOf, VersionTexts } from '../version-texts.tsx';

export type Texts = { name: string; title: string; comment: string };
export const FIELDS = ['name', 'title', 'comment'] as const;

type Props = { flow: Flow | undefined; texts: Texts; error: unknown; onChange: (texts: Texts) => void };

/** What the flow and this version of it are called, and what is said about it. */
export function TextFields({ flow, texts, error, onChange }: Props) {
  const field = fieldsOf(texts, error, onChange);
  return (
    <>
      {!flow && <TextInput label="Name" required withAsterisk={false} maxLength={64} {...field('name')} />}
      <VersionTexts field={field} />
    </>
  );
}
