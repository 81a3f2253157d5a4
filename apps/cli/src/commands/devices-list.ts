import type { DevicePage } from '@thingdock/api';
import { command } from '../command.ts';
import { plural } from '../output/table.ts';
import { FILTER, PAGE, readFilter } from './device-filter.ts';
import { deviceTable } from './device-text.ts';

export const listDevices = command({
  summary: 'Devices of a project with their status, page by page',
  options: { ...FILTER, ...PAGE, count: { kind: 'flag', about: 'Only say how many there are' } },
  notes: ['Every condition has to be met. A LIST has commas between its entries.'],
  async run({ options }, context) {
    const { projectId, filter } = await readFilter(context, options);
    if (options.count) {
      const counts = await context.call('devices.counts', { params: { projectId }, query: filter });
      const { matching, ...byStatus } = counts;
      const each = Object.entries(byStatus).map(([status, many]) => `${many} ${status}`);
      const found = matching === null ? '' : `${plural(matching, 'device')} found.\n`;
      return { json: counts, text: `${found}In the project: ${each.join(', ')}.` };
    }
    const { sort, order, limit, after } = options;
    const page = await context.call('devices.find', {
      params: { projectId },
      query: {
        ...filter,
        ...(sort ? { sort } : {}),
        ...(order ? { order } : {}),
        ...(after ? { after } : {}),
        ...(limit === undefined ? {} : { limit: String(limit) }),
      },
    });
    return {
      json: page,
      text: pageText(
        page,
        Object.keys(filter).some((key) => key !== 'connectionId'),
      ),
    };
  },
});

function pageText({ items, next }: { items: DevicePage['items']; next: string | null }, filtered: boolean): string {
  if (filtered && items.length === 0) return 'No device is like that.';
  return `${deviceTable(items)}${next ? `\nMore with --after ${next}` : ''}`;
}
