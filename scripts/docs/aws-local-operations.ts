import { iamOperations } from '../../packages/aws-local/src/services/iam/index.ts';
import { iotOperations } from '../../packages/aws-local/src/services/iot/index.ts';
import { iotDataOperations } from '../../packages/aws-local/src/services/iotdata/index.ts';
import known from '../../packages/aws-local/src/services/known-operations.json' with { type: 'json' };
import { snsOperations } from '../../packages/aws-local/src/services/sns/index.ts';
import { stsOperations } from '../../packages/aws-local/src/services/sts/index.ts';

type Named = { name: string };
type Section = { title: string; all: readonly string[]; here: readonly Named[] };

const namesOf = (operations: readonly Named[]) => operations.map(({ name }) => name);

const SECTIONS: readonly Section[] = [
  { title: 'AWS STS', all: known.sts, here: stsOperations },
  { title: 'IAM', all: known.iam, here: iamOperations },
  { title: 'Amazon SNS', all: known.sns, here: snsOperations },
  { title: 'AWS IoT (control plane)', all: namesOf(known.iot), here: iotOperations },
  { title: 'AWS IoT data', all: namesOf(known.iotdata), here: iotDataOperations },
];

/** Every operation of the five services, and whether the stand-in has it. */
export function awsLocalOperations(): string {
  return [
    '# Operations of the stand-in',
    'Every operation that AWS has in the five services. One that is refused answers `NotImplemented` (HTTP 501) with its name; it never looks as if it had worked. So does a parameter of STS, IAM or SNS that has no effect here.',
    `| service | implemented | of |\n|---|---|---|\n${SECTIONS.map(summary).join('\n')}`,
    ...SECTIONS.map(table),
  ].join('\n\n');
}

const summary = ({ title, all, here }: Section) => `| ${title} | ${here.length} | ${all.length} |`;

function table({ title, all, here }: Section): string {
  const implemented = new Set(namesOf(here));
  const rows = all.toSorted().map((name) => `| \`${name}\` | ${implemented.has(name) ? 'implemented' : 'refused'} |`);
  return `## ${title}\n\n| operation | |\n|---|---|\n${rows.join('\n')}`;
}
