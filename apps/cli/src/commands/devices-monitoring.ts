import { command } from '../command.ts';
import { deviceCard } from './device-text.ts';
import { readSwitch } from './licences.ts';
import { CONNECTION } from './project.ts';

export const monitoring = command({
  summary: 'Switch the monitoring of a device on or off: whether its status is shown and its logs are sent',
  args: { name: { about: 'name of the device' }, state: { about: '"on" or "off"' } },
  options: { connection: CONNECTION },
  async run({ args, options }, { call }) {
    const params = { connectionId: options.connection, deviceName: args.name };
    const device = await call('devices.monitor', { params, body: { on: readSwitch(args.state) } });
    return { json: device, text: deviceCard(device) };
  },
});
