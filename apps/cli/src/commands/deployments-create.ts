import { ACTION_KINDS, type CreateDeployment } from '@thingdock/api';
import { command, type OptionSpecs, type Values } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { followDeployment } from '../follow/deployment.ts';
import { plural } from '../output/table.ts';
import { ROLLOUT, readRollout, readVariables } from './deployment-fields.ts';
import { deploymentText, doneText, previewText, totalOf, whatText } from './deployment-text.ts';
import { FILTER, readFilter } from './device-filter.ts';
import { CONNECTION, PROJECT } from './project.ts';

/** A little more than a connected device has to report before it is timed out (15 minutes). */
const WAIT_SECONDS = 1000;

const WHAT = {
  kind: { kind: 'text', choices: ACTION_KINDS, about: 'What to do; absent: what --flow, --file or --set call for' },
  flow: { kind: 'text', value: 'ID', about: 'The flow to deploy, as "thingdock flows list" shows it' },
  file: { kind: 'text', value: 'ID', about: 'The file to deploy or to remove, as "thingdock files list" shows it' },
  version: { kind: 'number', value: 'N', about: 'Its version; the master of a flow, the newest of a file when absent' },
  set: { kind: 'list', value: 'NAME=VALUE', about: 'An environment variable; those that are not named are taken away' },
} as const satisfies OptionSpecs;

const { filter, name, status, reason, tags, licensed } = FILTER;
const DEVICES = {
  device: { kind: 'list', value: 'NAME', about: 'A device; or say what the devices are like:' },
  ...{ filter, name, status, reason, tags, licensed },
  'agent-version': FILTER['agent-version'],
  'runs-flow': FILTER.flow,
  all: { kind: 'flag', about: 'All devices of the connection' },
  'devices-of': { kind: 'text', value: 'ID', about: 'The devices of an earlier deployment' },
} as const satisfies OptionSpecs;

type Options = Values<typeof WHAT> &
  Values<typeof DEVICES> &
  Values<typeof ROLLOUT> & { project: string | undefined; connection: string };

export const createDeployment = command({
  summary: 'Deploy or remove flows and files, start or stop flows, or set environment variables on devices',
  options: {
    ...WHAT,
    connection: { ...CONNECTION, value: 'NAME', about: 'The Connection Name, or the id of the connection' },
    project: PROJECT,
    ...DEVICES,
    ...ROLLOUT,
    'dry-run': { kind: 'flag', about: 'Only show what it would do, and what stands against it' },
    wait: { kind: 'flag', about: 'Wait for every device; fail unless all have it' },
    timeout: { kind: 'number', value: 'SECONDS', about: `How long to wait; ${WAIT_SECONDS} when absent` },
  },
  notes: [
    'Devices that are offline get it when they come back.',
    'With --wait and --json a failure is printed as problem details with the members of the deployment.',
  ],
  async run({ options }, context) {
    const { projectId, body } = await readDeployment(context, options);
    if (options['dry-run']) {
      const preview = await context.call('deployments.preview', { params: { projectId }, body });
      return { json: preview, text: previewText(preview) };
    }
    const deployment = await context.call('deployments.create', { params: { projectId }, body });
    if (!options.wait) return { json: deployment, text: deploymentText(deployment) };
    const count = plural(totalOf(deployment), 'device');
    const what =
      deployment.kind === 'flow-deploy' ? `Deploying ${whatText(deployment)} to` : `${whatText(deployment)} on`;
    await context.say(`${what} ${count} (deployment ${deployment.id}):`);
    const ended = await followDeployment(context, deployment, options.timeout ?? WAIT_SECONDS);
    const to = deployment.kind.endsWith('-deploy') ? 'to' : 'on';
    return { json: ended, text: `${doneText(deployment)} ${to} ${count}.` };
  },
});

async function readDeployment(
  context: Context,
  options: Options,
): Promise<{ projectId: string; body: CreateDeployment }> {
  const kind = kindOf(options);
  const project = options.project ?? (await projectOf(context, options));
  const conditions = { ...NO_CONDITIONS, ...pick(options), flow: options['runs-flow'] };
  const { projectId, filter } = await readFilter(context, { ...conditions, project, connection: options.connection });
  const { connectionId = options.connection, ...rest } = filter;
  const devices = await chosen(context, options, Object.keys(rest).length > 0);
  const body: CreateDeployment = {
    ...(kind === 'flow-deploy' ? {} : { kind }),
    ...(options.flow === undefined ? {} : { flowId: options.flow }),
    ...(options.file === undefined ? {} : { fileId: options.file }),
    ...(kind === 'env-set' ? { variables: readVariables(options.set ?? []) } : {}),
    connectionId,
    ...(devices ? { devices } : { filter: rest }),
    ...(options.version === undefined ? {} : { version: options.version }),
    ...readRollout(options),
  };
  return { projectId, body };
}

const NO_CONDITIONS = { 'flow-state': undefined, 'deploy-state': undefined };

const pick = (options: Options) => ({
  ...{ name: options.name, status: options.status, reason: options.reason, tags: options.tags },
  ...{ licensed: options.licensed, 'agent-version': options['agent-version'], filter: options.filter },
});

/** What is to be done. What the options name has to fit it. */
function kindOf({ kind, flow, file, set }: Options): NonNullable<CreateDeployment['kind']> {
  const named = [flow !== undefined && '--flow', file !== undefined && '--file', set !== undefined && '--set'];
  const given = named.filter((option) => option !== false);
  const wanted = kind ?? (file === undefined ? (set === undefined ? 'flow-deploy' : 'env-set') : 'file-deploy');
  const fits = { 'flow-deploy': '--flow', 'env-set': '--set', 'file-deploy': '--file', 'file-remove': '--file' };
  const needed = fits[wanted as keyof typeof fits];
  const odd = given.find((option) => option !== needed);
  if (odd) throw usage(kind ? `${odd} does not go with --kind ${kind}.` : 'Name one of --flow, --file and --set.');
  // Without --set all variables are taken away, but only who says the kind means that.
  if (needed !== undefined && given.length === 0 && wanted !== 'env-set')
    throw usage(`Say what to ${wanted === 'file-remove' ? 'remove' : 'deploy'} with ${needed}.`);
  return wanted;
}

async function projectOf({ call }: Context, { flow, file }: Options): Promise<string | undefined> {
  if (flow !== undefined) return (await call('flows.get', { params: { flowId: flow } })).projectId;
  if (file !== undefined) return (await call('files.get', { params: { fileId: file } })).projectId;
  return undefined;
}

/** Names of devices, where they are named; `undefined`: what a filter finds. */
async function chosen(context: Context, options: Options, filtered: boolean): Promise<string[] | undefined> {
  const { device = [], all } = options;
  const earlier = options['devices-of'];
  const ways = [device.length > 0, earlier !== undefined, filtered || all].filter(Boolean).length;
  if (ways > 1) throw usage('Name devices, say what they are like, or take those of a deployment; only one of these.');
  if (ways === 0) throw usage('Say which devices: --device, a filter such as --tags, --devices-of, or --all.');
  if (earlier !== undefined) return devicesOf(context, earlier);
  return device.length > 0 ? [...device] : undefined;
}

async function devicesOf({ call }: Context, deploymentId: string): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const query = { limit: '500', ...(after === undefined ? {} : { after }) };
    const page = await call('deployments.targets', { params: { deploymentId }, query });
    names.push(...page.items.map(({ device }) => device));
    after = page.next;
  }
  return names;
}
