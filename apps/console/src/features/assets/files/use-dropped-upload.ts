import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { tellError } from '../../../platform/api.ts';
import { useProject } from '../../people/use-project.ts';

/** Begins to upload a file that was dropped on a page, and goes to where the rest is asked. */
export function useDroppedUpload(start: (file: File) => Promise<string>) {
  const { projectId } = useProject();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: start,
    onSuccess: (upload) => navigate({ to: '/p/$projectId/files/new', params: { projectId }, search: { upload } }),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'The upload could not begin', message: tellError(error).text }),
  });
}
