import type { LogLine } from '@thingdock/api';

export type LogForm = 'text' | 'json-lines';

/** How each form is written, and what its file is called. */
export const FORMS: Record<
  LogForm,
  { label: string; ending: string; mediaType: string; write(line: LogLine): string }
> = {
  text: { label: 'As text', ending: 'log', mediaType: 'text/plain', write: textOf },
  'json-lines': {
    label: 'As JSON, a line each',
    ending: 'jsonl',
    mediaType: 'application/jsonl',
    write: (line) => JSON.stringify(line),
  },
};

/** One line each, also of a message that has several: the others stand behind a tab. */
function textOf({ at, level, source, message }: LogLine): string {
  return `${at}  ${level.padEnd(5)}  ${source}  ${message.replaceAll(/\r?\n/g, '\n\t')}`;
}

export function fileOf(form: LogForm, name: string, lines: readonly LogLine[]): { fileName: string; text: string } {
  const { ending, write } = FORMS[form];
  // Thing names may hold colons, which file names of some systems may not.
  return {
    fileName: `${name.replaceAll(':', '_')}.${ending}`,
    text: lines.map((line) => `${write(line)}\n`).join(''),
  };
}
