import type { CreateDeployment, Deployment, DeploymentWithTargets, Preview, TargetState, Upload } from '@thingdock/api';
import { Fault } from '@thingdock/api';
import { type Handlers, sample } from '@thingdock/api/testing';
import type { ContractConsole } from './contract-console.ts';
import { FILE, FLOW, HISTORY, MID_ROLLOUT, scheduledTomorrow, targetsOf } from './deployment-samples.ts';
import { deviceHandlers, fleetOf } from './device-contract.ts';
import { ago } from './device-samples.ts';
import { plantFlow } from './plant-flow.ts';

const MATCHING = 1_204;

/** What the screens of flows, files and deployments ask, in states that a real installation shows once in a while. */
export function deploymentHandlers(run: Pick<ContractConsole, 'parts'>): Handlers {
  const fleet = fleetOf(MATCHING);
  const history = [scheduledTomorrow(), ...HISTORY];
  return {
    ...deviceHandlers(fleet),
    ...flowHandlers(),
    ...fileHandlers(run),
    ...historyHandlers(history),
    'deployments.preview': ({ body }) => previewOf(body),
    'deployments.create': ({ body }) => withTargets({ ...MID_ROLLOUT, ...(body.kind && { kind: body.kind }) }),
  };
}

function historyHandlers(history: readonly Deployment[]): Handlers {
  const find = (id: string) => {
    const found = history.find((deployment) => deployment.id === id);
    if (!found) throw new Fault('not_found', { details: { what: 'deployment' } });
    return found;
  };
  return {
    'deployments.list': ({ query: { kind, summary, scheduled, flowId, fileId } }) => ({
      items: history.filter(
        (deployment) =>
          (!kind || deployment.kind === kind) &&
          (!summary || deployment.summary === summary) &&
          (!flowId || deployment.asset?.id === flowId) &&
          (!fileId || deployment.asset?.id === fileId) &&
          (!scheduled || (deployment.schedule !== null) === (scheduled === 'yes')),
      ),
      next: null,
    }),
    'deployments.get': ({ params }) => withTargets(find(params.deploymentId)),
    'deployments.command': ({ params }) => withTargets(find(params.deploymentId)),
    'deployments.rollback': ({ params }) => {
      const { deployed = 0, failed = 0 }: Partial<Record<TargetState, number>> = find(params.deploymentId).counts;
      return {
        ...{ devices: deployed, newer: 0, cancelled: failed },
        changes: [{ to: 'line-monitor version 12', devices: deployed }],
      };
    },
    'deployments.targets': ({ params, query: { state, phase, name = '', after, limit } }) => {
      const start = Number(after ?? 0);
      const end = start + Number(limit ?? 100);
      const all = targetsOf(find(params.deploymentId)).filter(
        (target) =>
          (!state || target.state === state) &&
          (!phase || String(target.phase) === phase) &&
          target.device.includes(name),
      );
      return { items: all.slice(start, end), next: end < all.length ? String(end) : null };
    },
  };
}

const withTargets = (deployment: Deployment): DeploymentWithTargets => ({
  ...deployment,
  targets: targetsOf(deployment).slice(0, 500),
});

function flowHandlers(): Handlers {
  return {
    'flows.list': () => ({
      items: [FLOW, { ...FLOW, id: 'flow-2', name: 'warehouse', latestVersion: 3, masterVersion: 3 }],
    }),
    'flows.get': () => FLOW,
    'flows.content': ({ params }) => ({ flowId: 'flow-1', number: Number(params.number), content: plantFlow() }),
    'flows.check': ({ body }) => ({
      nodes: 130,
      tabs: 5,
      size: body.content.length,
      credentialsOf: ['meters'],
      types: [
        { type: 'function', nodes: 22, core: true, package: null },
        { type: 'modbus-read', nodes: 7, core: false, package: 'node-red-contrib-modbus' },
        { type: 'influxdb out', nodes: 8, core: false, package: 'node-red-contrib-influxdb' },
        { type: 'serial in', nodes: 1, core: false, package: 'node-red-node-serialport' },
        { type: 'cap-counter', nodes: 1, core: false, package: null },
      ],
      warnings: ['The tab “Old sensors” is switched off: agents before 2.15.0 run it all the same.'],
    }),
    'flows.create': () => FLOW,
    'flows.version': () => sample.flowVersion({ number: 16 }),
    'flows.change': ({ body }) => ({ ...FLOW, masterVersion: body.masterVersion ?? FLOW.masterVersion }),
    'flows.deleteVersion': () => ({}),
  };
}

function fileHandlers({ parts }: Pick<ContractConsole, 'parts'>): Handlers {
  let number = 0;
  return {
    'files.list': () => ({
      items: [
        FILE,
        { ...FILE, id: 'file-2', name: 'recipe', description: 'What each bottle holds.', latestVersion: 7 },
        { ...FILE, id: 'file-3', name: 'certificates', description: null, latestVersion: 1 },
      ],
    }),
    'files.get': () => FILE,
    'files.create': ({ body }) => ({ ...FILE, name: body.name }),
    'files.version': () => ({ ...(FILE.versions[1] as (typeof FILE.versions)[number]), number: 3 }),
    'uploads.start': ({ body }) => {
      number += 1;
      const upload: Upload = {
        id: `upload-${number}`,
        ...body,
        received: 0,
        sha256: null,
        expiresAt: ago(-86_400_000),
      };
      parts.uploads.set(upload.id, upload);
      return upload;
    },
    'uploads.get': ({ params }) => {
      const upload = parts.uploads.get(params.uploadId);
      if (!upload) throw new Fault('not_found', { details: { what: 'upload' } });
      return upload;
    },
    'uploads.cancel': ({ params }) => {
      parts.uploads.delete(params.uploadId);
      return {};
    },
  };
}

/** As many targets as were named, or all that match; every eighth is offline, and one agent is too old. */
export function previewOf({ kind, devices, rollout }: CreateDeployment): Preview {
  const targets = devices?.length ?? MATCHING;
  const offline = Math.floor(targets / 8);
  const old = devices?.includes('gw-osaka-00003') ? 1 : 0;
  const rest = targets - 1 - Math.floor(targets / 5);
  return {
    targets,
    online: targets - offline - old,
    offline,
    refused: old,
    findings: { ...(offline > 0 && { offline }), ...(old > 0 && { agent_too_old: old }) },
    changes:
      kind === 'flow-deploy'
        ? [
            { from: 'line-monitor version 13', devices: targets - 1 },
            { from: null, devices: 1 },
          ]
        : [],
    phases: rollout ? [1, Math.floor(targets / 5), rest].filter((size) => size > 0) : [targets],
    startsAt: null,
    devices: old
      ? [
          {
            device: 'gw-osaka-00003',
            status: 'unknown',
            agentVersion: '2.4.0',
            current: null,
            findings: ['agent_too_old'],
            refused: true,
            text: 'needs agent 2.5.0 or later, it has 2.4.0',
          },
        ]
      : [],
  };
}
