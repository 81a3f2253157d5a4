import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Flow } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { useProject } from '../../people/use-project.ts';

type Upload = { name: string; title: string; comment: string; content: string };

/** Uploads version 1 of a new flow, or the next version of the given one, and shows it. */
export function useUpload(flow: Flow | undefined, onDone: () => void) {
  const { projectId } = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    async mutationFn({ name, title, comment, content }: Upload) {
      const texts = {
        content,
        ...(title.trim() && { title: title.trim() }),
        ...(comment.trim() && { comment: comment.trim() }),
      };
      if (flow) {
        const version = await api.call('flows.version', { params: { flowId: flow.id }, body: texts });
        return { flowId: flow.id, text: `Version ${version.number} of ${flow.name} is uploaded.` };
      }
      const made = await api.call('flows.create', { params: { projectId }, body: { ...texts, name: name.trim() } });
      return { flowId: made.id, text: `${made.name} is uploaded.` };
    },
    async onSuccess({ flowId, text }) {
      notifications.show({ message: text });
      onDone();
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.flows(projectId) }),
        queries.invalidateQueries({ queryKey: keys.flow(flowId) }),
        navigate({ to: '/p/$projectId/flows/$flowId', params: { projectId, flowId } }),
      ]);
    },
  });
}
