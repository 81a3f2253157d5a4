import { command, type Input } from '../command.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { printable } from '../output/table.ts';
import { FLOW_ID, FLOW_NAME } from './flow-fields.ts';

export const renameFlow = command({
  summary: 'Rename a flow',
  args: { ...FLOW_ID, name: { about: 'its new name' } },
  async run({ args }, { call }) {
    const flow = await call('flows.change', { params: { flowId: args.id }, body: { name: args.name } });
    return { json: flow, text: `The flow is named "${printable(flow.name)}" now.` };
  },
});

export const makeMaster = command({
  summary: 'Make a version the master: what is deployed when no version is named',
  args: FLOW_ID,
  options: { version: { kind: 'number', value: 'N', required: true, about: 'The version' } },
  async run({ args, options }, { call }) {
    const body = { masterVersion: options.version };
    const flow = await call('flows.change', { params: { flowId: args.id }, body });
    return { json: flow, text: `Version ${flow.masterVersion} of "${printable(flow.name)}" is the master now.` };
  },
});

export const duplicateFlow = command({
  summary: 'Make another flow out of a version, with its packages and credentials',
  args: FLOW_ID,
  options: {
    name: { ...FLOW_NAME, required: true },
    version: { kind: 'number', value: 'N', about: 'The version; the master when absent' },
  },
  async run({ args, options: { name, version } }, { call }) {
    const body = { name, ...(version === undefined ? {} : { version }) };
    const flow = await call('flows.duplicate', { params: { flowId: args.id }, body });
    return { json: flow, text: `Made the flow "${printable(flow.name)}" (${flow.id}).` };
  },
});

const DELETE = {
  version: { kind: 'number', value: 'N', about: 'Only this version' },
  yes: { kind: 'flag', about: 'Do not ask first' },
} as const;

export const deleteFlow = command({
  summary: 'Delete a flow, or one of its versions; devices keep what runs on them',
  args: FLOW_ID,
  options: DELETE,
  async run({ args, options }: Input<typeof FLOW_ID, typeof DELETE>, context: Context) {
    const { name } = await context.call('flows.get', { params: { flowId: args.id } });
    const { version } = options;
    const what = `${version === undefined ? 'the flow' : `version ${version} of`} "${printable(name)}"`;
    if (!(options.yes || (await context.confirm(`Delete ${what}?`)))) throw new Failure('not_confirmed');
    const answer =
      version === undefined
        ? await context.call('flows.delete', { params: { flowId: args.id } })
        : await context.call('flows.deleteVersion', { params: { flowId: args.id, number: String(version) } });
    return { json: answer, text: `Deleted ${what}.` };
  },
});
