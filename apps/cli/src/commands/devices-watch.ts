import { ApiError, type Device } from '@thingdock/api';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { type Hint, hints } from '../follow/hints.ts';
import { createPatience } from '../follow/temporary.ts';
import { plural, printable } from '../output/table.ts';
import { deviceLine } from './device-text.ts';
import { CONNECTION } from './project.ts';

/** A device that changed, or one that went away with its thing. */
export type Change = Device | { name: string; gone: true };

/** What differs between two lists of devices. */
export function deviceChanges(before: ReadonlyMap<string, Device>, now: ReadonlyMap<string, Device>): Change[] {
  const changed = [...now.values()].filter((device) => !same(before.get(device.name), device));
  const gone = [...before.keys()].filter((name) => !now.has(name)).map((name) => ({ name, gone: true as const }));
  return [...changed, ...gone];
}

/** That a device was heard again is no news in itself. */
function same(a: Device | undefined, b: Device): boolean {
  const news = (device: Device) => JSON.stringify({ ...device, lastSeenAt: null });
  return a !== undefined && news(a) === news(b);
}

const changeLine = (change: Change): string =>
  printable('gone' in change ? `${change.name}  is gone` : deviceLine(change));

export const watchDevices = command({
  summary: 'Show devices as they change, until Ctrl-C',
  options: { connection: CONNECTION },
  notes: ['With --json every change is one line of JSON: the device, or its name and "gone": true.'],
  async run({ options }, context) {
    const { projectId, name } = await context.call('connections.get', { params: { connectionId: options.connection } });
    const patience = createPatience(context);
    let known: ReadonlyMap<string, Device> | undefined;
    try {
      for await (const hint of hints(context, { projectId, type: 'device' })) {
        if (!concerns(hint, options.connection)) continue;
        const before = known;
        const now = await patience.try(() =>
          look(context, { projectId, connectionId: options.connection }, hint, before),
        );
        if (!now) continue;
        if (!known)
          await context.say(`Watching ${plural(now.size, 'device')} of "${printable(name)}". Ctrl-C ends this.`);
        for (const change of known ? deviceChanges(known, now) : [])
          await context.emit({ json: change, text: changeLine(change) });
        known = now;
      }
    } catch (error) {
      if (!context.signal.aborted) throw error;
    }
    return undefined;
  },
});

const concerns = (hint: Hint, connectionId: string): boolean =>
  hint === 'anything' || [...hint].some((key) => key.startsWith(`${connectionId}/`));

type Place = { projectId: string; connectionId: string };

/** More devices than this at once are cheaper to read as one list. */
const SINGLE_READS = 10;

/** The devices as they are now, read one by one where the hint names a few. */
async function look(
  context: Context,
  { projectId, connectionId }: Place,
  hint: Hint,
  known: ReadonlyMap<string, Device> | undefined,
): Promise<ReadonlyMap<string, Device>> {
  const many = hint === 'anything' || hint.size > SINGLE_READS || hint.has(`${connectionId}/*`);
  if (!known || many) return allDevices(context, { projectId, connectionId });
  const now = new Map(known);
  const prefix = `${connectionId}/`;
  for (const key of hint) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    const device = await oneDevice(context, connectionId, name);
    if (device) now.set(name, device);
    else now.delete(name);
  }
  return now;
}

async function oneDevice({ call }: Context, connectionId: string, deviceName: string): Promise<Device | undefined> {
  try {
    return await call('devices.get', { params: { connectionId, deviceName } });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return undefined;
    throw error;
  }
}

async function allDevices({ call }: Context, { projectId, connectionId }: Place): Promise<ReadonlyMap<string, Device>> {
  const found = new Map<string, Device>();
  for (let after: string | null | undefined; after !== null; ) {
    const page = await call('devices.find', {
      params: { projectId },
      query: { connectionId, limit: '500', ...(after ? { after } : {}) },
    });
    for (const device of page.items) found.set(device.name, device);
    after = page.next;
  }
  return found;
}
