import { command, type Values } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { fetchFlows } from '../node-red/fetch.ts';
import { printable } from '../output/table.ts';
import { BASED_ON, FLOW_ID, FLOW_NAME, FLOW_PARTS, flowParts } from './flow-fields.ts';
import { addedText, createdText } from './flows-upload.ts';
import { PROJECT, projectIdOf } from './project.ts';

const OPTIONS = {
  from: { kind: 'text', value: 'URL', required: true, about: 'Where its editor is: http://192.168.0.7:1880' },
  project: PROJECT,
  name: { ...FLOW_NAME, about: 'Make a new flow of this name …' },
  flow: { kind: 'text', value: 'ID', about: `… or add a version to this one: ${FLOW_ID.id.about}` },
  'based-on': BASED_ON,
  'node-red-token': {
    kind: 'secret',
    value: 'TOKEN',
    env: 'THINGDOCK_NODE_RED_TOKEN',
    about: 'Access token of Node-RED, where its editor asks for a sign-in',
  },
  ...FLOW_PARTS,
} as const;

export const fetchFlow = command({
  summary: 'Take the flows of a running Node-RED over, with the npm packages that bring their nodes',
  options: OPTIONS,
  notes: ['Node-RED gives no credentials away. Bring them with --credentials; nodes keep those of the version before.'],
  async run({ options }, context) {
    if ((options.name === undefined) === (options.flow === undefined))
      throw usage('Either --name makes a new flow, or --flow adds a version to one. Give one of both.');
    const parts = await flowParts(context, options);
    const found = await fetchFlows(options.from, options['node-red-token'], context.signal);
    const packages = { ...found.packages, ...parts.packages };
    const named = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
    await context.say(`Packages: ${named.length > 0 ? printable(named.join(', ')) : 'none'}.`);
    return upload(context, options, { ...parts, content: found.content, packages });
  },
});

type Body = Awaited<ReturnType<typeof flowParts>> & { content: string };

async function upload(context: Context, options: Values<typeof OPTIONS>, body: Body) {
  const { flow: flowId, name = '', 'based-on': basedOn } = options;
  if (flowId !== undefined) {
    const version = await context.call('flows.version', {
      params: { flowId },
      body: { ...body, ...(basedOn === undefined ? {} : { basedOn }) },
    });
    return { json: version, text: addedText(version) };
  }
  const projectId = await projectIdOf(context, options.project);
  const flow = await context.call('flows.create', { params: { projectId }, body: { name, ...body } });
  return { json: flow, text: createdText(flow) };
}
