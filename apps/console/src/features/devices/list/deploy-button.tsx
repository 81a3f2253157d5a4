import { Button, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Connection, DeviceFilter } from '@thingdock/api';
import { useKeys } from '../../../ui/use-keys.ts';
import { count } from '../../../words/count.ts';
import { type DeployTarget, deployTargets } from './deploy-targets.ts';
import type { Selection } from './selection.ts';

type Props = {
  projectId: string;
  connections: readonly Connection[];
  filter: DeviceFilter;
  selection: Selection;
};

/** Leads to the deploy sheet; where devices of several connections are selected, it asks for which. */
export function DeployButton({ projectId, connections, filter, selection }: Props) {
  const navigate = useNavigate();
  const targets = deployTargets(selection, filter, connections);
  const [first, ...others] = targets;
  const go = ({ search, carried }: DeployTarget) =>
    void navigate({ to: '/p/$projectId/deploy', params: { projectId }, search, state: { devices: carried } });
  useKeys([['d', () => first && others.length === 0 && go(first)]]);
  if (!first) return null;
  if (others.length === 0) return <Button onClick={() => go(first)}>Deploy …</Button>;
  const nameOf = (id: string) => connections.find((connection) => connection.id === id)?.name ?? id;
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button>Deploy …</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>A deployment is of one connection</Menu.Label>
        {targets.map((target) => (
          <Menu.Item key={target.connectionId} onClick={() => go(target)}>
            {target.number === undefined ? 'All' : count(target.number, 'device')} of {nameOf(target.connectionId)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
