import type { FlowVersion, FlowWithVersions } from '@thingdock/api';
import { command } from '../command.ts';
import { plural, printable, table } from '../output/table.ts';
import { BASED_ON, FLOW_FILE, FLOW_ID, FLOW_NAME, FLOW_PARTS, flowParts } from './flow-fields.ts';
import { PROJECT, projectIdOf } from './project.ts';

export const createdText = (flow: FlowWithVersions): string =>
  `Uploaded "${flow.name}" as version ${flow.latestVersion} of the flow ${flow.id}.`;
export const addedText = ({ number, size }: FlowVersion): string =>
  `Uploaded version ${number} (${plural(size, 'byte')}), which is deployed from now on when no version is named.`;

export const createFlow = command({
  summary: 'Upload a flow as version 1',
  options: { project: PROJECT, name: { ...FLOW_NAME, required: true }, file: FLOW_FILE, ...FLOW_PARTS },
  async run({ options }, context) {
    const content = await context.readText(options.file, '--file');
    const parts = await flowParts(context, options);
    const projectId = await projectIdOf(context, options.project);
    const body = { name: options.name, content, ...parts };
    const flow = await context.call('flows.create', { params: { projectId }, body });
    return { json: flow, text: createdText(flow) };
  },
});

export const addFlowVersion = command({
  summary: 'Upload the next version of a flow, which becomes the master',
  options: {
    flow: { kind: 'text', value: 'ID', required: true, about: FLOW_ID.id.about },
    file: FLOW_FILE,
    'based-on': BASED_ON,
    ...FLOW_PARTS,
  },
  async run({ options }, context) {
    const content = await context.readText(options.file, '--file');
    const basedOn = options['based-on'];
    const body = { content, ...(await flowParts(context, options)), ...(basedOn === undefined ? {} : { basedOn }) };
    const version = await context.call('flows.version', { params: { flowId: options.flow }, body });
    return { json: version, text: addedText(version) };
  },
});

export const checkFlow = command({
  summary: 'What a text would be as a flow, and what it lacks; nothing is kept',
  options: { project: PROJECT, file: FLOW_FILE },
  async run({ options }, context) {
    const content = await context.readText(options.file, '--file');
    const projectId = await projectIdOf(context, options.project);
    const check = await context.call('flows.check', { params: { projectId }, body: { content } });
    const types = table(
      check.types,
      [
        ['type', (type) => type.type],
        ['nodes', (type) => type.nodes],
        ['comes with', (type) => (type.core ? 'Node-RED' : (type.package ?? 'an npm package'))],
      ],
      'No nodes.',
    );
    const head = `${plural(check.nodes, 'node')} on ${plural(check.tabs, 'tab')}, ${plural(check.size, 'byte')}.`;
    const warnings = check.warnings.map((warning) => `Warning: ${printable(warning)}`);
    return { json: check, text: [head, '', types, ...(warnings.length > 0 ? ['', ...warnings] : [])].join('\n') };
  },
});
