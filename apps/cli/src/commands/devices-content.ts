import { command } from '../command.ts';
import { printable, table, time } from '../output/table.ts';
import { CONNECTION } from './project.ts';

const NAME = { name: { about: 'name of the device, which is that of its thing' } } as const;

export const deviceFiles = command({
  summary: 'Files that were put on a device, and their state there',
  args: NAME,
  options: { connection: CONNECTION },
  async run({ args, options }, { call }) {
    const params = { connectionId: options.connection, deviceName: args.name };
    const answer = await call('devices.files', { params });
    const text = table(
      answer.items,
      [
        ['file', (file) => file.name],
        ['version', (file) => (file.version === null ? null : String(file.version))],
        ['filename', (file) => file.filename],
        ['state', (file) => file.state],
        ['since', (file) => time(file.at)],
        ['message', (file) => file.message],
      ],
      'No files were put on it.',
    );
    return { json: answer, text };
  },
});

export const deviceVariables = command({
  summary: 'Environment variables of the flow on a device, as wanted and as the device has them',
  args: NAME,
  options: { connection: CONNECTION },
  notes: ['"thingdock deployments create --set NAME=VALUE" takes the place of all of them.'],
  async run({ args, options }, { call }) {
    const params = { connectionId: options.connection, deviceName: args.name };
    const answer = await call('devices.variables', { params });
    const { wanted, reported } = answer;
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(reported ?? {})])].sort();
    const text = table(
      names,
      [
        ['variable', (name) => name],
        ['wanted', (name) => wanted[name] ?? null],
        ['on the device', (name) => reported?.[name] ?? null],
      ],
      `${printable(args.name)} has no variables.`,
    );
    return { json: answer, text };
  },
});
