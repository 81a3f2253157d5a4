import { writeFile } from 'node:fs/promises';
import { command, type Group, type OptionSpec } from '../command.ts';
import { fileReason } from '../context.ts';
import { Failure } from '../failures.ts';
import { card, plural, table, time } from '../output/table.ts';
import { PROJECT, projectIdOf } from './project.ts';

const FILE = {
  kind: 'text',
  value: 'FILE',
  required: true,
  about: 'flows.json as Node-RED exports it, or "-" for standard input',
} as const satisfies OptionSpec;
const TITLE = { kind: 'text', value: 'TEXT', about: 'Title of the version, at most 30 characters' } as const;
const COMMENT = { kind: 'text', value: 'TEXT', about: 'Comment on the version, at most 512 characters' } as const;
const ID = { id: { about: 'id of the flow, as "thingdock flows list" shows it' } };

/** The parts of a new version that were given. */
const described = ({ title, comment }: { title: string | undefined; comment: string | undefined }) => ({
  ...(title === undefined ? {} : { title }),
  ...(comment === undefined ? {} : { comment }),
});

const create = command({
  summary: 'Upload a flow as version 1',
  options: {
    project: PROJECT,
    name: { kind: 'text', value: 'NAME', required: true, about: 'Name of the flow, 1 to 64 characters' },
    file: FILE,
    title: TITLE,
    comment: COMMENT,
  },
  async run({ options }, context) {
    const content = await context.readText(options.file, '--file');
    const projectId = await projectIdOf(context, options.project);
    const body = { name: options.name, content, ...described(options) };
    const flow = await context.call('flows.create', { params: { projectId }, body });
    return { json: flow, text: `Uploaded "${flow.name}" as version ${flow.latestVersion} of the flow ${flow.id}.` };
  },
});

const addVersion = command({
  summary: 'Upload the next version of a flow',
  options: {
    flow: { kind: 'text', value: 'ID', required: true, about: ID.id.about },
    file: FILE,
    title: TITLE,
    comment: COMMENT,
  },
  async run({ options }, context) {
    const content = await context.readText(options.file, '--file');
    const version = await context.call('flows.version', {
      params: { flowId: options.flow },
      body: { content, ...described(options) },
    });
    return { json: version, text: `Uploaded version ${version.number} (${plural(version.size, 'byte')}).` };
  },
});

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
        ['version', (flow) => flow.latestVersion],
        ['changed', (flow) => time(flow.updatedAt)],
      ],
      'No flows yet. Upload one with "thingdock flows create --name NAME --file flows.json".',
    );
    return { json: answer, text };
  },
});

const show = command({
  summary: 'One flow and its versions',
  args: ID,
  async run({ args }, { call }) {
    const flow = await call('flows.get', { params: { flowId: args.id } });
    const head = card([
      ['Flow', flow.name],
      ['Id', flow.id],
      ['Created', time(flow.createdAt)],
    ]);
    const versions = table(
      flow.versions,
      [
        ['version', (version) => version.number],
        ['title', (version) => version.title],
        ['bytes', (version) => version.size],
        ['by', (version) => version.createdBy],
        ['created', (version) => time(version.createdAt)],
        ['comment', (version) => version.comment],
      ],
      'No versions.',
    );
    return { json: flow, text: `${head}\n\n${versions}` };
  },
});

const download = command({
  summary: 'The text of a version, on standard output or into a file',
  args: ID,
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

async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Failure('file_unwritable', { details: { path, reason: fileReason(error) }, cause: error });
  }
}

export const flows: Group = {
  summary: 'Node-RED flows and their versions',
  commands: { create, 'add-version': addVersion, list, show, download },
};
