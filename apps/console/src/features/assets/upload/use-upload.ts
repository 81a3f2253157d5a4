import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiError, type Flow, type FlowWithVersions } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { useProject } from '../../people/use-project.ts';

export type FlowUpload = {
  name: string;
  title: string;
  comment: string;
  content: string;
  packages: Record<string, string>;
};
type Sent = FlowUpload & { basedOn: number | undefined };

/**
 * Uploads version 1 of a new flow, or the next version of the given one, and shows it. `conflict` is the flow as somebody
 * else left it in the meantime.
 */
export function useUpload(flow: Flow | undefined, onDone: () => void) {
  const { projectId } = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [conflict, setConflict] = useState<FlowWithVersions>();
  const upload = useMutation({
    mutationFn: (sent: Sent) => (flow ? saveVersion(flow, sent) : saveFlow(projectId, sent)),
    onMutate: () => setConflict(undefined),
    async onSuccess({ flowId, text }) {
      notifications.show({ message: text });
      onDone();
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.flows(projectId) }),
        queries.invalidateQueries({ queryKey: keys.flow(flowId) }),
        navigate({ to: '/p/$projectId/flows/$flowId', params: { projectId, flowId } }),
      ]);
    },
    async onError(error) {
      if (!flow || !(error instanceof ApiError) || error.status !== 409) return;
      const newest = await api.call('flows.get', { params: { flowId: flow.id } });
      queries.setQueryData(keys.flow(flow.id), newest);
      setConflict(newest);
    },
  });
  return { upload, conflict };
}

type Saved = { flowId: string; text: string };

async function saveVersion(flow: Flow, sent: Sent): Promise<Saved> {
  const body = { ...toBody(sent), ...(sent.basedOn !== undefined && { basedOn: sent.basedOn }) };
  const version = await api.call('flows.version', { params: { flowId: flow.id }, body });
  return { flowId: flow.id, text: `Version ${version.number} of ${flow.name} is uploaded.` };
}

async function saveFlow(projectId: string, sent: Sent): Promise<Saved> {
  const body = { ...toBody(sent), name: sent.name.trim() };
  const made = await api.call('flows.create', { params: { projectId }, body });
  return { flowId: made.id, text: `${made.name} is uploaded.` };
}

const toBody = ({ content, packages, title, comment }: Sent) => ({
  content,
  packages,
  ...(title.trim() && { title: title.trim() }),
  ...(comment.trim() && { comment: comment.trim() }),
});
