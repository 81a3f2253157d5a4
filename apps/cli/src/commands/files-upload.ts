import type { Upload } from '@thingdock/api';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { plural, printable } from '../output/table.ts';
import { openSource, type Source, sendFile } from '../upload/send-file.ts';
import { NO_SETTINGS, readSettings, SETTINGS } from './file-settings.ts';
import { BASED_ON, NOTES, notes } from './flow-fields.ts';
import { PROJECT, projectIdOf } from './project.ts';

export const FILE_ID = { id: { about: 'id of the file, as "thingdock files list" shows it' } } as const;
const CONTENT = {
  filename: { kind: 'text', value: 'NAME', about: 'Its name on devices; that of the file here when absent' },
  resume: { kind: 'text', value: 'ID', about: 'Go on with an upload that stopped' },
} as const;

export const uploadFile = command({
  summary: 'Upload a file as version 1; what breaks off goes on by itself, or later with --resume',
  args: { path: { about: 'the file here, at most 500 MB' } },
  options: {
    project: PROJECT,
    name: { kind: 'text', value: 'NAME', required: true, about: 'Its name here: 1 to 30 letters, digits, _ and -' },
    description: { kind: 'text', value: 'TEXT', about: 'At most 512 characters' },
    ...{ ...CONTENT, ...SETTINGS, ...NOTES },
  },
  async run({ args, options }, context) {
    const { name, description } = options;
    const settings = await readSettings(context, options);
    const projectId = await projectIdOf(context, options.project);
    const { id: uploadId } = await send(context, projectId, { ...options, path: args.path });
    const file = await context.call('files.create', {
      params: { projectId },
      body: { name, uploadId, ...settings, ...notes(options), ...(description === undefined ? {} : { description }) },
    });
    return { json: file, text: `Uploaded "${printable(file.name)}" as version 1 of the file ${file.id}.` };
  },
});

export const addFileVersion = command({
  summary: 'Add a version to a file: another content, other settings, or both; the rest is as in the newest',
  args: FILE_ID,
  options: {
    file: { kind: 'text', value: 'PATH', about: 'Its content; that of the newest version when absent' },
    ...{ ...CONTENT, ...SETTINGS, ...NO_SETTINGS, 'based-on': BASED_ON, ...NOTES },
  },
  async run({ args, options }, context) {
    const fileId = args.id;
    const { file: path } = options;
    if (path === undefined && (options.filename ?? options.resume) !== undefined)
      throw usage('--filename and --resume are about a content. Name it with --file.');
    const file = await context.call('files.get', { params: { fileId } });
    const settings = await readSettings(context, options, file.versions[0]);
    const upload = path === undefined ? undefined : await send(context, file.projectId, { ...options, path });
    const basedOn = options['based-on'] ?? file.latestVersion;
    const body = { ...settings, basedOn, ...notes(options), ...(upload ? { uploadId: upload.id } : {}) };
    const version = await context.call('files.version', { params: { fileId }, body });
    const text = `Added version ${version.number} of "${printable(file.name)}" (${plural(version.size, 'byte')}).`;
    return { json: version, text };
  },
});

type Content = { path: string; filename: string | undefined; resume: string | undefined };

async function send(context: Context, projectId: string, { path, filename, resume }: Content): Promise<Upload> {
  const source = await openSource(context.path(path), filename);
  try {
    return await sendFile(context, source, await begin(context, projectId, { source, resume }));
  } finally {
    await source.file.close();
  }
}

type Begin = { source: Source; resume: string | undefined };

async function begin({ call, say }: Context, projectId: string, { source, resume }: Begin): Promise<Upload> {
  const { filename, size } = source;
  if (resume === undefined) {
    const upload = await call('uploads.start', { params: { projectId }, body: { filename, size } });
    await say(`Uploading ${printable(filename)}. If you interrupt it, go on with --resume ${upload.id}`);
    return upload;
  }
  const upload = await call('uploads.get', { params: { uploadId: resume } });
  if (upload.size !== size)
    throw usage(`The upload is of ${plural(upload.size, 'byte')}, but ${source.path} has ${size}. Upload it anew.`);
  return upload;
}
