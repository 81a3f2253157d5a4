import { ACTION_SUMMARIES } from '@thingdock/api';
import { command, type Group } from '../command.ts';
import { deploymentTable, deploymentText, targetTable } from './deployment-text.ts';
import { cancel, DEPLOYMENT_ID, pause, resume, retry, rollBack, stop, watch } from './deployments-change.ts';
import { createDeployment } from './deployments-create.ts';
import { PROJECT, projectIdOf } from './project.ts';

const list = command({
  summary: 'What was done to devices of a project, newest first: of all, one device, flow, file or connection',
  options: {
    project: PROJECT,
    device: { kind: 'text', value: 'NAME', about: 'Only what was done to this device' },
    connection: { kind: 'text', value: 'ID', about: 'Only over this connection' },
    flow: { kind: 'text', value: 'ID', about: 'Only with this flow' },
    file: { kind: 'text', value: 'ID', about: 'Only with this file' },
    kind: { kind: 'text', value: 'LIST', about: 'Only of these kinds: flow-deploy, file-remove, env-set …' },
    summary: { kind: 'text', choices: ACTION_SUMMARIES, about: 'Only with this result' },
    scheduled: { kind: 'text', choices: ['yes', 'no'], about: 'Only what is still to begin, or what has begun' },
    limit: { kind: 'number', value: 'COUNT', about: 'At most 500; 100 by default' },
    before: { kind: 'text', value: 'CURSOR', about: 'Those before this, as the answer before gave it' },
  },
  async run({ options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const { device, connection: connectionId, flow: flowId, file: fileId, kind, summary, scheduled, before } = options;
    const limit = options.limit === undefined ? undefined : String(options.limit);
    const asked = { device, connectionId, flowId, fileId, kind, summary, scheduled, before, limit };
    const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
    const answer = await context.call('deployments.list', { params: { projectId }, query });
    return { json: answer, text: `${deploymentTable(answer.items)}${more(answer.next, '--before')}` };
  },
});

const more = (next: string | null, option: string): string => (next ? `\n\nThere are more: ${option} ${next}` : '');

const show = command({
  summary: 'One deployment, device by device',
  args: DEPLOYMENT_ID,
  async run({ args }, { call }) {
    const deployment = await call('deployments.get', { params: { deploymentId: args.id } });
    return { json: deployment, text: deploymentText(deployment) };
  },
});

const targets = command({
  summary: 'Devices of a deployment, page by page, with what each waits for',
  args: DEPLOYMENT_ID,
  options: {
    state: { kind: 'text', value: 'LIST', about: 'Only in these states: pending, failed, timed_out …' },
    name: { kind: 'text', value: 'TEXT', about: 'Only with this text in the name' },
    phase: { kind: 'number', value: 'N', about: 'Only of this part' },
    limit: { kind: 'number', value: 'COUNT', about: 'At most 500; 100 by default' },
    after: { kind: 'text', value: 'NAME', about: 'Those after this, as the answer before gave it' },
  },
  async run({ args, options }, { call }) {
    const { state, name, phase, limit, after } = options;
    const asked = { state, name, after, phase: phase?.toString(), limit: limit?.toString() };
    const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
    const answer = await call('deployments.targets', { params: { deploymentId: args.id }, query });
    return { json: answer, text: `${targetTable(answer.items)}${more(answer.next, '--after')}` };
  },
});

export const deployments: Group = {
  summary: 'Flows, files and settings on their way to devices',
  commands: {
    ...{ create: createDeployment, list, show, targets, watch },
    ...{ pause, resume, stop, cancel, 'roll-back': rollBack, retry },
  },
};
