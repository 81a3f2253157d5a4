import { command, type Group } from '../command.ts';
import { Failure, usage } from '../failures.ts';
import { printable } from '../output/table.ts';
import { fileCard, fileTable } from './file-text.ts';
import { downloadFile } from './files-download.ts';
import { addFileVersion, FILE_ID, uploadFile } from './files-upload.ts';
import { PROJECT, projectIdOf } from './project.ts';

const list = command({
  summary: 'Files of a project',
  options: { project: PROJECT },
  async run({ options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const answer = await context.call('files.list', { params: { projectId } });
    return { json: answer, text: fileTable(answer.items) };
  },
});

const show = command({
  summary: 'One file and its versions',
  args: FILE_ID,
  async run({ args }, { call }) {
    const file = await call('files.get', { params: { fileId: args.id } });
    return { json: file, text: fileCard(file) };
  },
});

const change = command({
  summary: 'Rename a file or describe it',
  args: FILE_ID,
  options: {
    name: { kind: 'text', value: 'NAME', about: 'Its new name' },
    description: { kind: 'text', value: 'TEXT', about: 'At most 512 characters' },
  },
  async run({ args, options: { name, description } }, { call }) {
    if (name === undefined && description === undefined) throw usage('Give --name, --description, or both.');
    const body = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
    const file = await call('files.change', { params: { fileId: args.id }, body });
    return { json: file, text: fileCard(file) };
  },
});

const remove = command({
  summary: 'Delete a file, or one of its versions; devices keep what was put on them',
  args: FILE_ID,
  options: {
    version: { kind: 'number', value: 'N', about: 'Only this version' },
    yes: { kind: 'flag', about: 'Do not ask first' },
  },
  async run({ args, options: { version, yes } }, context) {
    const { name } = await context.call('files.get', { params: { fileId: args.id } });
    const what = `${version === undefined ? 'the file' : `version ${version} of`} "${printable(name)}"`;
    if (!(yes || (await context.confirm(`Delete ${what}?`)))) throw new Failure('not_confirmed');
    const answer =
      version === undefined
        ? await context.call('files.delete', { params: { fileId: args.id } })
        : await context.call('files.deleteVersion', { params: { fileId: args.id, number: String(version) } });
    return { json: answer, text: `Deleted ${what}.` };
  },
});

export const files: Group = {
  summary: 'Files to put on devices, and their versions',
  commands: {
    upload: uploadFile,
    'add-version': addFileVersion,
    list,
    show,
    download: downloadFile,
    change,
    delete: remove,
  },
};
