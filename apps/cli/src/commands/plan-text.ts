import type { Plan, PlannedObject } from '@thingdock/api';
import { aligned, printable } from '../output/table.ts';

const WORDS: Readonly<Record<PlannedObject['action'], string>> = {
  none: 'as it should be',
  create: 'create',
  adopt: 'use as it is',
  repair: 'put right',
  conflict: 'in the way',
};

/** What would be done in AWS: a line for each object, and below it what is different and what would be lost. */
export function planText({ objects }: Plan): string {
  const heads = aligned(objects.map(({ action, kind, name }) => [WORDS[action], kind, printable(name)]));
  return objects.flatMap((object, index) => [heads[index] ?? '', ...details(object)]).join('\n');
}

const details = ({ differences, lost }: PlannedObject): string[] => [
  ...differences.flatMap(({ what, found, wanted }) => [
    `    ${printable(what)}: ${printable(found)}`,
    `    ${' '.repeat(what.length)}→ ${printable(wanted)}`,
  ]),
  ...lost.map((line) => `    would be lost: ${printable(line)}`),
];

/** Whether there is anything to do. */
export const isDone = ({ objects }: Plan): boolean =>
  objects.every(({ action }) => action === 'none' || action === 'adopt');
