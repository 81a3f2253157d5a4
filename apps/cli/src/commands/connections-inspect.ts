import type { Check, InspectChange, Inspection } from '@thingdock/api';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { plural, printable } from '../output/table.ts';
import { awsFields, FIELD_OPTIONS } from './connection-fields.ts';
import { PROJECT, projectIdOf } from './project.ts';

const WORDS: Readonly<Record<Check['state'], string>> = {
  passed: 'passed',
  failed: 'FAILED',
  warned: 'warning',
  not_checkable: 'unknown',
};
const WIDTH = 9;

/** Every check with what it found; where something is to be done, what that is, and the statement to paste. */
export function inspectionText({ checks }: Pick<Inspection, 'checks'>): string {
  return checks.flatMap(checkLines).join('\n');
}

function checkLines({ state, title, expected, found, fix, missing }: Check): string[] {
  const lines = state === 'passed' ? [found] : [expected && `Expected: ${expected}`, found, fix];
  const statements = missing.map(({ whose, statement }) => `For the ${whose}: ${JSON.stringify(statement)}`);
  const details = [...lines, ...statements].filter((line): line is string => typeof line === 'string');
  return [
    `${WORDS[state].padEnd(WIDTH)}${printable(title)}`,
    ...details.map((line) => `${' '.repeat(WIDTH)}${printable(line)}`),
  ];
}

export const inspect = command({
  summary: 'Check key, endpoint and role of a new connection, and write nothing anywhere',
  options: {
    project: PROJECT,
    name: { kind: 'text', value: 'NAME', about: 'Connection Name, to see whether it is free' },
    ...FIELD_OPTIONS,
  },
  notes: [
    'Takes what "thingdock connections create" takes. Where a permission is missing, its IAM statement is printed.',
    'Ends with code 1 when a check failed: a creation would be refused. Warnings, and what AWS does not let us find out, do not count.',
  ],
  async run({ options }, context) {
    const fields = await awsFields(options, context);
    const projectId = await projectIdOf(context, options.project);
    const body = { ...fields, ...(options.name === undefined ? {} : { name: options.name }) };
    return inspectionResult(context, await context.call('connections.inspect', { params: { projectId }, body }));
  },
});

export const DRY_RUN = { kind: 'flag', about: 'Only check it, and change nothing' } as const;

/** Checks what is to take the place of what a connection has. */
export const inspectChange = ({ call }: Context, connectionId: string, body: InspectChange): Promise<Inspection> =>
  call('connections.inspectChange', { params: { connectionId }, body });

/** Prints the checks; fails when one did. */
export async function inspectionResult(context: Context, inspection: Inspection) {
  const text = inspectionText(inspection);
  if (inspection.ok) return { json: inspection, text };
  const failed = inspection.checks.filter(({ state }) => state === 'failed').length;
  await context.say(text);
  const what = `${plural(failed, 'check')} failed. It would be refused.`;
  throw new Failure('checks_failed', { details: { what }, members: inspection });
}
