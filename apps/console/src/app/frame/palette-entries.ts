import type { Connection, Device, FileAsset, Flow } from '@thingdock/api';

export type Entry = { name: string; kind: string; href: string };

const SHOWN = 50;

type Known = {
  connections: readonly Connection[];
  devices: readonly Device[];
  flows: readonly Flow[];
  files: readonly FileAsset[];
};

/** Everything of a project that one can go to by name. */
export function collectEntries(projectId: string, { connections, devices, flows, files }: Known): Entry[] {
  const base = `/p/${projectId}`;
  const page = (name: string, path: string): Entry => ({ name, kind: 'Page', href: `${base}/${path}` });
  return [
    page('Devices', 'devices'),
    page('Flows', 'flows'),
    page('Files', 'files'),
    page('Deployments', 'deployments'),
    page('Connections', 'connections'),
    page('Licences', 'licences'),
    page('Activity', 'activity'),
    { name: 'Deploy a flow', kind: 'Action', href: `${base}/deploy` },
    { name: 'Deploy a file', kind: 'Action', href: `${base}/deploy?kind=file-deploy` },
    { name: 'Upload a file', kind: 'Action', href: `${base}/files/new` },
    { name: 'Add connection', kind: 'Action', href: `${base}/connections/new` },
    ...flows.map(({ id, name }) => ({ name, kind: 'Flow', href: `${base}/flows/${id}` })),
    ...files.map(({ id, name }) => ({ name, kind: 'File', href: `${base}/files/${id}` })),
    ...connections.map(({ id, name }) => ({ name, kind: 'Connection', href: `${base}/connections/${id}` })),
    ...devices.map(({ connectionId, name }) => ({
      name,
      kind: 'Device',
      href: `${base}/devices/${connectionId}/${encodeURIComponent(name)}`,
    })),
  ];
}

/** Those that hold every typed word; names that begin with the text first. */
export function matchEntries(entries: readonly Entry[], text: string): Entry[] {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const begins = ({ name }: Entry) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return entries
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .sort((a, b) => begins(a) - begins(b))
    .slice(0, SHOWN);
}
