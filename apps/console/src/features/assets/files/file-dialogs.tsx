import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FileWithVersions } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DescribeDialog } from './describe-dialog.tsx';

export type FileDialog = { what: 'describe' | 'delete' } | { what: 'delete-version'; version: number } | undefined;

type Props = { file: FileWithVersions; dialog: FileDialog; onClose: () => void };

/** What is asked before a file or one of its versions changes. */
export function FileDialogs({ file, dialog, onClose }: Props) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id: fileId, projectId } = file;
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.files(projectId) }),
      queries.invalidateQueries({ queryKey: keys.file(fileId) }),
    ]);
  async function deleteFile() {
    await api.call('files.delete', { params: { fileId } });
    await navigate({ to: '/p/$projectId/files', params: { projectId } });
    queries.removeQueries({ queryKey: keys.file(fileId) });
    await queries.invalidateQueries({ queryKey: keys.files(projectId) });
  }
  async function deleteVersion(version: number) {
    await api.call('files.deleteVersion', { params: { fileId, number: String(version) } });
    await refresh();
  }
  switch (dialog?.what) {
    case 'describe':
      return <DescribeDialog file={file} onSaved={refresh} onClose={onClose} />;
    case 'delete':
      return (
        <ConfirmDialog
          title={`Delete ${file.name}`}
          action={`Delete ${file.name}`}
          harmful
          failure="The file was not deleted"
          run={deleteFile}
          onClose={onClose}
        >
          <p>
            All of its versions go and cannot be brought back. Devices keep what was put on them; to take it away there,
            remove the file from them first.
          </p>
        </ConfirmDialog>
      );
    case 'delete-version':
      return (
        <ConfirmDialog
          title={`Delete version ${dialog.version} of ${file.name}`}
          action={`Delete version ${dialog.version}`}
          harmful
          failure="The version was not deleted"
          run={() => deleteVersion(dialog.version)}
          onClose={onClose}
        >
          <p>It cannot be brought back. Devices that have it keep it; it cannot be deployed again.</p>
        </ConfirmDialog>
      );
    default:
      return null;
  }
}
