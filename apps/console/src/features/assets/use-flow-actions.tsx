import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FlowWithVersions } from '@thingdock/api';
import { api, tellError } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';
import { saveText } from '../../ui/save-text.ts';
import { flowContentQuery } from './queries.ts';

/** What can be done with a flow and its versions. Each throws what the server says, or tells it where nobody asked. */
export function useFlowActions(flow: FlowWithVersions) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id: flowId, projectId } = flow;
  const params = { flowId };

  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.flows(projectId) }),
      queries.invalidateQueries({ queryKey: keys.flow(flowId) }),
    ]);

  async function makeMaster(masterVersion: number, undoable = true) {
    const before = flow.masterVersion;
    try {
      queries.setQueryData(keys.flow(flowId), await api.call('flows.change', { params, body: { masterVersion } }));
    } catch (error) {
      notifications.show({ color: 'red', title: 'The master was not changed', message: tellError(error).text });
      return;
    }
    await refresh();
    const text = `Version ${masterVersion} is the master: it is deployed when no version is named.`;
    const undo = (
      <Button size="compact-sm" variant="default" onClick={() => void makeMaster(before, false)}>
        Undo: version {before}
      </Button>
    );
    notifications.show({
      message: (
        <>
          {text} {undoable && undo}
        </>
      ),
    });
  }

  return {
    makeMaster,
    async download(number: number) {
      try {
        const content = await queries.ensureQueryData(flowContentQuery(flowId, number));
        saveText(`${flow.name}_v${number}.json`, content, 'application/json');
      } catch (error) {
        notifications.show({ color: 'red', title: 'The download failed', message: tellError(error).text });
      }
    },
    async rename(name: string) {
      await api.call('flows.change', { params, body: { name } });
      await refresh();
    },
    async duplicate(name: string, version: number) {
      const made = await api.call('flows.duplicate', { params, body: { name, version } });
      notifications.show({ message: `${made.name} is made of version ${version} of ${flow.name}.` });
      await queries.invalidateQueries({ queryKey: keys.flows(projectId) });
      await navigate({ to: '/p/$projectId/flows/$flowId', params: { projectId, flowId: made.id } });
    },
    async deleteVersion(number: number) {
      await api.call('flows.deleteVersion', { params: { flowId, number: String(number) } });
      await refresh();
    },
    async deleteFlow() {
      await api.call('flows.delete', { params });
      await navigate({ to: '/p/$projectId/flows', params: { projectId } });
      queries.removeQueries({ queryKey: keys.flow(flowId) });
      await queries.invalidateQueries({ queryKey: keys.flows(projectId) });
    },
  };
}

export type FlowActions = ReturnType<typeof useFlowActions>;
