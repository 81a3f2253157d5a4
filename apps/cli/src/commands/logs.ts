import { basename, join } from 'node:path';
import { LOG_EXPORT_DAYS } from '@thingdock/api';
import { command, type Group } from '../command.ts';
import { usage } from '../failures.ts';
import { plural, printable } from '../output/table.ts';
import { saveBytes } from '../output/write.ts';
import { PROJECT, projectIdOf } from './project.ts';

const WEEK_MS = 7 * 86_400_000;

const save = command({
  summary: 'Save the logs of all devices of a project, as ZIP archives',
  options: {
    project: PROJECT,
    from: {
      kind: 'text',
      value: 'TIME',
      about: 'Received from then on, such as 2026-01-31T12:00:00Z; a week by default',
    },
    to: { kind: 'text', value: 'TIME', about: 'Received before then; now by default' },
    out: { kind: 'text', value: 'FOLDER', about: 'Write them there, over what is there; here when absent' },
  },
  notes: [
    `A period is at most ${LOG_EXPORT_DAYS} days. An archive holds at most 10,000 uploads of devices, each as`,
    'project/connection/device/<milliseconds since 1970 when it was received>.json.',
  ],
  async run({ options }, context) {
    const { clock, call, logArchive, path, progress, say } = context;
    const to = timeOf('--to', options.to, clock.now());
    const from = timeOf('--from', options.from, to - WEEK_MS);
    const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const projectId = await projectIdOf(context, options.project);
    const { archives, ...size } = await call('logs.export', { params: { projectId }, query });
    const files: string[] = [];
    for (const [index, { name, part }] of archives.entries()) {
      progress(`Archive ${index + 1} of ${archives.length}: ${printable(name)}`);
      const file = path(join(options.out ?? '.', basename(name)));
      await saveBytes(file, await logArchive(projectId, { ...query, part }));
      progress();
      await say(`Wrote ${printable(file)}.`);
      files.push(file);
    }
    const text =
      files.length === 0
        ? 'No device sent logs in this period.'
        : `${plural(size.files, 'upload')} of ${plural(size.devices, 'device')} in ${plural(files.length, 'archive')}.`;
    return { json: { ...query, ...size, archives: files }, text };
  },
});

function timeOf(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw usage(`${option} "${text}" is no time. Write it as 2026-01-31T12:00:00Z.`);
  return time;
}

export const logs: Group = {
  summary: 'Logs of all devices of a project; those of one are under "devices logs"',
  commands: { save },
};
