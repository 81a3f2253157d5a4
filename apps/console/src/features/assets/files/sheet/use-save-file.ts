import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiError, type FileSettings, type FileWithVersions } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../../platform/api.ts';
import { keys } from '../../../../platform/live/query-keys.ts';
import { dropUpload } from '../upload/uploads.ts';

export type FileTexts = { name: string; description: string; title: string; comment: string };
type Sent = { texts: FileTexts; settings: FileSettings; uploadId: string | undefined; basedOn: number | undefined };

/**
 * Makes a file of what was uploaded, or its next version, and shows it. `conflict` is the file as somebody else left it in
 * the meantime.
 */
export function useSaveFile(projectId: string, file: FileWithVersions | undefined) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [conflict, setConflict] = useState<FileWithVersions>();
  const save = useMutation({
    mutationFn: (sent: Sent) => (file ? saveVersion(file, sent) : saveFile(projectId, sent)),
    onMutate: () => setConflict(undefined),
    async onSuccess({ fileId, text }, { uploadId }) {
      if (uploadId) dropUpload(uploadId);
      notifications.show({ message: text });
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.files(projectId) }),
        queries.invalidateQueries({ queryKey: keys.file(fileId) }),
        navigate({ to: '/p/$projectId/files/$fileId', params: { projectId, fileId }, replace: true }),
      ]);
    },
    async onError(error) {
      if (!file || !(error instanceof ApiError) || error.status !== 409) return;
      const newest = await api.call('files.get', { params: { fileId: file.id } });
      queries.setQueryData(keys.file(file.id), newest);
      if (newest.latestVersion !== file.latestVersion) setConflict(newest);
    },
  });
  return { save, conflict };
}

async function saveFile(projectId: string, { texts, settings, uploadId = '' }: Sent) {
  const { name, description } = texts;
  const body = {
    ...settings,
    name,
    uploadId,
    ...notes(texts),
    ...(description.trim() && { description: description.trim() }),
  };
  const made = await api.call('files.create', { params: { projectId }, body });
  return { fileId: made.id, text: `${made.name} is ready to be deployed.` };
}

async function saveVersion(file: FileWithVersions, { texts, settings, uploadId, basedOn }: Sent) {
  const body = {
    ...settings,
    ...notes(texts),
    ...(uploadId !== undefined && { uploadId }),
    ...(basedOn !== undefined && { basedOn }),
  };
  const version = await api.call('files.version', { params: { fileId: file.id }, body });
  return { fileId: file.id, text: `Version ${version.number} of ${file.name} is ready to be deployed.` };
}

const notes = ({ title, comment }: FileTexts) => ({
  ...(title.trim() && { title: title.trim() }),
  ...(comment.trim() && { comment: comment.trim() }),
});
