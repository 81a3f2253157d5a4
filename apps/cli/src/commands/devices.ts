import { command, type Group } from '../command.ts';
import { plural } from '../output/table.ts';
import { deviceCard, deviceTable } from './device-text.ts';
import { deviceLogs } from './devices-logs.ts';
import { monitoring } from './devices-monitoring.ts';
import { watchDevices } from './devices-watch.ts';
import { CONNECTION } from './project.ts';

const list = command({
  summary: 'Devices of a connection with their status',
  options: { connection: CONNECTION },
  async run({ options }, { call }) {
    const answer = await call('devices.list', { params: { connectionId: options.connection } });
    return { json: answer, text: deviceTable(answer.items) };
  },
});

const show = command({
  summary: 'One device',
  args: { name: { about: 'name of the device, which is that of its thing' } },
  options: { connection: CONNECTION },
  async run({ args, options }, { call }) {
    const device = await call('devices.get', { params: { connectionId: options.connection, deviceName: args.name } });
    return { json: device, text: deviceCard(device) };
  },
});

const sync = command({
  summary: 'Read the things of the AWS account and their shadows now',
  options: { connection: CONNECTION },
  async run({ options }, { call }) {
    const result = await call('devices.sync', { params: { connectionId: options.connection } });
    const text = `${plural(result.things, 'thing')} in the account: ${result.added} new, ${result.gone} gone.`;
    return { json: result, text };
  },
});

export const devices: Group = {
  summary: 'Devices and their status',
  commands: { list, show, logs: deviceLogs, monitoring, sync, watch: watchDevices },
};
