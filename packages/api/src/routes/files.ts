import type { Route } from '../route.ts';
import * as files from '../schemas/files.ts';
import { list, Nothing } from './answers.ts';

/** Files, their versions, and uploads. */
export const FILES_ROUTES = {
  'files.list': {
    method: 'GET',
    path: '/api/projects/:projectId/files',
    summary: 'Files of a project',
    status: 200,
    answer: list(files.FileAsset),
  },
  'files.create': {
    method: 'POST',
    path: '/api/projects/:projectId/files',
    summary: 'Make a file out of a finished upload, as version 1',
    body: files.CreateFile,
    status: 201,
    answer: files.FileWithVersions,
  },
  'files.get': {
    method: 'GET',
    path: '/api/files/:fileId',
    summary: 'One file and its versions',
    status: 200,
    answer: files.FileWithVersions,
  },
  'files.change': {
    method: 'PATCH',
    path: '/api/files/:fileId',
    summary: 'Rename a file or describe it',
    body: files.ChangeFile,
    status: 200,
    answer: files.FileWithVersions,
  },
  'files.version': {
    method: 'POST',
    path: '/api/files/:fileId/versions',
    summary: 'Add a version: another content, other settings, or both',
    body: files.CreateFileVersion,
    status: 201,
    answer: files.FileVersion,
  },
  'files.delete': {
    method: 'DELETE',
    path: '/api/files/:fileId',
    summary: 'Delete a file; devices keep what was put on them',
    status: 200,
    answer: Nothing,
  },
  'files.deleteVersion': {
    method: 'DELETE',
    path: '/api/files/:fileId/versions/:number',
    summary: 'Delete a version of a file, unless it is the only one',
    status: 200,
    answer: Nothing,
  },
  'uploads.start': {
    method: 'POST',
    path: '/api/projects/:projectId/uploads',
    summary: 'Begin to upload a file; its parts follow',
    body: files.StartUpload,
    status: 201,
    answer: files.Upload,
  },
  'uploads.get': {
    method: 'GET',
    path: '/api/uploads/:uploadId',
    summary: 'How much of an upload arrived',
    status: 200,
    answer: files.Upload,
  },
  'uploads.cancel': {
    method: 'DELETE',
    path: '/api/uploads/:uploadId',
    summary: 'Give an upload up',
    status: 200,
    answer: Nothing,
  },
} as const satisfies Record<string, Route>;
