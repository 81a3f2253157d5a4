import { command, type Group } from '../command.ts';
import { card, table, time } from '../output/table.ts';
import { writeText } from '../output/write.ts';
import { FLOW_ID } from './flow-fields.ts';
import { deleteFlow, duplicateFlow, makeMaster, renameFlow } from './flows-change.ts';
import { fetchFlow } from './flows-fetch.ts';
import { addFlowVersion, checkFlow, createFlow } from './flows-upload.ts';
import { PROJECT, projectIdOf } from './project.ts';

const list = command({
  summary: 'Flows of a project',
  options: { project: PROJECT },
  async run({ options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const answer = await context.call('flows.list', { params: { projectId } });
    const text = table(
      answer.items,
      [
        ['id', (flow) => flow.id],
        ['name', (flow) => flow.name],
        ['newest', (flow) => flow.latestVersion],
        ['master', (flow) => flow.masterVersion],
        ['changed', (flow) => time(flow.updatedAt)],
      ],
      'No flows yet. Upload one with "thingdock flows create --name NAME --file flows.json".',
    );
    return { json: answer, text };
  },
});

const show = command({
  summary: 'One flow and its versions',
  args: FLOW_ID,
  async run({ args }, { call }) {
    const flow = await call('flows.get', { params: { flowId: args.id } });
    const head = card([
      ['Flow', flow.name],
      ['Id', flow.id],
      ['Master', `version ${flow.masterVersion}`],
      ['Created', time(flow.createdAt)],
    ]);
    const versions = table(
      flow.versions,
      [
        ['version', (version) => version.number],
        ['title', (version) => version.title],
        ['bytes', (version) => version.size],
        ['packages', (version) => packagesText(version.packages)],
        ['credentials', (version) => version.credentialsOf.length || null],
        ['by', (version) => version.createdBy],
        ['created', (version) => time(version.createdAt)],
        ['comment', (version) => version.comment],
      ],
      'No versions.',
    );
    return { json: flow, text: `${head}\n\n${versions}` };
  },
});

const packagesText = (packages: Readonly<Record<string, string>>): string =>
  Object.entries(packages)
    .map(([name, version]) => `${name}@${version}`)
    .join(' ');

const download = command({
  summary: 'The text of a version, on standard output or into a file',
  args: FLOW_ID,
  options: {
    version: { kind: 'number', value: 'N', about: 'The version; the newest when absent' },
    out: { kind: 'text', value: 'FILE', about: 'Write it there, over what is there' },
  },
  async run({ args, options }, { call, path }) {
    const flowId = args.id;
    const number = options.version ?? (await call('flows.get', { params: { flowId } })).latestVersion;
    const content = await call('flows.content', { params: { flowId, number: String(number) } });
    if (!options.out) return { json: content, text: content.content };
    const file = path(options.out);
    await writeText(file, content.content);
    return { json: { flowId, number, file }, text: `Wrote version ${number} to ${file}.` };
  },
});

export const flows: Group = {
  summary: 'Node-RED flows and their versions',
  commands: {
    create: createFlow,
    'add-version': addFlowVersion,
    fetch: fetchFlow,
    check: checkFlow,
    list,
    show,
    download,
    duplicate: duplicateFlow,
    master: makeMaster,
    rename: renameFlow,
    delete: deleteFlow,
  },
};
