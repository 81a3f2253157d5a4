import { command, type Group } from '../command.ts';
import { plural } from '../output/table.ts';
import { deviceCard } from './device-text.ts';
import { deviceFiles, deviceVariables } from './devices-content.ts';
import { forget, forgetGone } from './devices-forget.ts';
import { listDevices } from './devices-list.ts';
import { deviceLogs } from './devices-logs.ts';
import { monitoring } from './devices-monitoring.ts';
import { listTags, tagDevices } from './devices-tag.ts';
import { deviceTimeline } from './devices-timeline.ts';
import { watchDevices } from './devices-watch.ts';
import { CONNECTION } from './project.ts';

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

const refresh = command({
  summary: 'Look at one thing and its shadow in AWS now',
  args: { name: { about: 'name of the device, which is that of its thing' } },
  options: { connection: CONNECTION },
  async run({ args, options }, { call }) {
    const params = { connectionId: options.connection, deviceName: args.name };
    const device = await call('devices.refresh', { params });
    return { json: device, text: deviceCard(device) };
  },
});

export const devices: Group = {
  summary: 'Devices and their status',
  commands: {
    list: listDevices,
    show,
    timeline: deviceTimeline,
    tag: tagDevices,
    tags: listTags,
    logs: deviceLogs,
    files: deviceFiles,
    variables: deviceVariables,
    monitoring,
    refresh,
    sync,
    watch: watchDevices,
    forget,
    'forget-gone': forgetGone,
  },
};
