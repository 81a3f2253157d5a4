import type { Deployment, DeploymentWithTargets } from '@thingdock/api';
import { command, type Group } from '../command.ts';
import { countsText, followDeployment } from '../follow/deployment.ts';
import { card, plural, table, time } from '../output/table.ts';
import { CONNECTION, connectionIdOf, PROJECT, projectIdOf } from './project.ts';

/** A little more than a connected device has to report before it is timed out (15 minutes). */
const WAIT_SECONDS = 1000;

const flowText = ({ asset, kind }: Deployment): string =>
  asset ? `${asset.name}${asset.version === null ? '' : ` version ${asset.version}`}` : kind;

function deploymentText(deployment: DeploymentWithTargets): string {
  const head = card([
    ['Deployment', deployment.id],
    ['Flow', flowText(deployment)],
    ['Connection', deployment.connectionName],
    ['Summary', `${deployment.summary}: ${countsText(deployment.targets)}`],
    ['Requested', `${time(deployment.createdAt)} by ${deployment.requestedBy}`],
  ]);
  const targets = table(
    deployment.targets,
    [
      ['device', (target) => target.device],
      ['state', (target) => target.state],
      ['since', (target) => time(target.updatedAt)],
      ['message', (target) => target.message],
    ],
    'No devices.',
  );
  return `${head}\n\n${targets}`;
}

const create = command({
  summary: 'Deploy a version of a flow to devices of one connection',
  options: {
    flow: { kind: 'text', value: 'ID', required: true, about: 'The flow, as "thingdock flows list" shows it' },
    connection: { ...CONNECTION, value: 'NAME', about: 'The Connection Name, or the id of the connection' },
    device: { kind: 'list', value: 'NAME', required: true, about: 'A device to deploy to' },
    version: { kind: 'number', value: 'N', about: 'The version; the newest when absent' },
    wait: { kind: 'flag', about: 'Wait for every device; fail unless all have it' },
    timeout: { kind: 'number', value: 'SECONDS', about: `How long to wait; ${WAIT_SECONDS} when absent` },
  },
  notes: [
    'Devices that are offline get the flow when they come back.',
    'With --wait and --json a failure is printed as problem details with the members of the deployment.',
  ],
  async run({ options }, context) {
    const flow = await context.call('flows.get', { params: { flowId: options.flow } });
    const deployment = await context.call('deployments.create', {
      params: { projectId: flow.projectId },
      body: {
        flowId: options.flow,
        connectionId: await connectionIdOf(context, flow.projectId, options.connection),
        devices: [...options.device],
        ...(options.version === undefined ? {} : { version: options.version }),
      },
    });
    if (!options.wait) return { json: deployment, text: deploymentText(deployment) };
    const count = plural(deployment.targets.length, 'device');
    await context.say(`Deploying ${flowText(deployment)} to ${count} (deployment ${deployment.id}):`);
    const ended = await followDeployment(context, deployment, options.timeout ?? WAIT_SECONDS);
    return { json: ended, text: `Deployed to ${count}.` };
  },
});

const list = command({
  summary: 'Deployments of a project, newest first',
  options: {
    project: PROJECT,
    device: { kind: 'text', value: 'NAME', about: 'Only those to this device' },
    connection: { kind: 'text', value: 'ID', about: 'Only those over this connection' },
    flow: { kind: 'text', value: 'ID', about: 'Only those of this flow' },
  },
  async run({ options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const query = {
      ...(options.device ? { device: options.device } : {}),
      ...(options.connection ? { connectionId: options.connection } : {}),
      ...(options.flow ? { flowId: options.flow } : {}),
    };
    const answer = await context.call('deployments.list', { params: { projectId }, query });
    const text = table(
      answer.items,
      [
        ['id', (deployment) => deployment.id],
        ['flow', flowText],
        ['connection', (deployment) => deployment.connectionName],
        ['summary', (deployment) => deployment.summary],
        [
          'devices',
          ({ counts }) =>
            Object.entries(counts)
              .map(([state, count]) => `${count} ${state}`)
              .join(', '),
        ],
        ['requested', (deployment) => time(deployment.createdAt)],
      ],
      'No deployments.',
    );
    return { json: answer, text };
  },
});

const show = command({
  summary: 'One deployment, device by device',
  args: { id: { about: 'id of the deployment' } },
  async run({ args }, { call }) {
    const deployment = await call('deployments.get', { params: { deploymentId: args.id } });
    return { json: deployment, text: deploymentText(deployment) };
  },
});

export const deployments: Group = { summary: 'Flows on their way to devices', commands: { create, list, show } };
