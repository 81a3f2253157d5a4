import type { Deployment, DeploymentWithTargets, Preview, Target } from '@thingdock/api';
import { countsText } from '../follow/deployment.ts';
import { type Column, card, plural, table, time } from '../output/table.ts';

const DONE: Readonly<Record<Deployment['kind'], string>> = {
  'flow-deploy': 'Deployed',
  'flow-remove': 'Removed',
  'flow-start': 'Started',
  'flow-stop': 'Stopped',
  'env-set': 'Set',
  'file-deploy': 'Deployed',
  'file-remove': 'Removed',
};

/** What was done once it is: `Deployed`, `Stopped`. */
export const doneText = ({ kind }: Pick<Deployment, 'kind'>): string => DONE[kind];

/** What a deployment is about: `line-monitor version 3`, `flow-stop`, `env-set LEVEL, MODE`. */
export function whatText({ asset, kind, variables }: Deployment): string {
  if (variables !== null) return `${kind} ${variables.join(', ')}`.trim();
  if (asset === null) return kind;
  return `${kind === 'file-remove' ? 'remove ' : ''}${asset.name}${asset.version === null ? '' : ` version ${asset.version}`}`;
}

/** How many targets a deployment has; its answer carries the first 500. */
export const totalOf = ({ counts, targets }: DeploymentWithTargets): number =>
  Math.max(
    targets.length,
    Object.values(counts).reduce((sum, count) => sum + count, 0),
  );

/** `2 deployed, 1 failed`: as the server counted them, else out of the targets at hand. */
export function statesText({ counts, targets }: DeploymentWithTargets): string {
  const counted = Object.entries(counts).filter(([, count]) => count > 0);
  return counted.length > 0 ? counted.map(([state, count]) => `${count} ${state}`).join(', ') : countsText(targets);
}

const FRONT: readonly Column<Target>[] = [
  ['device', ({ device }) => device],
  ['state', ({ state }) => state],
  ['since', ({ updatedAt }) => time(updatedAt)],
];
/** With what each target says that has nothing special to say. */
const SPECIAL: readonly { column: Column<Target>; usual: string | number | null }[] = [
  { column: ['phase', ({ phase }) => phase], usual: 1 },
  { column: ['tries', ({ attempt }) => Math.max(1, attempt)], usual: 1 },
  { column: ['waits for', ({ waitsFor }) => waitsFor], usual: null },
  { column: ['until', ({ deadlineAt }) => time(deadlineAt)], usual: null },
  { column: ['overridden by', ({ overriddenBy }) => overriddenBy], usual: null },
];

export function targetTable(targets: readonly Target[]): string {
  const special = SPECIAL.filter(({ column: [, cell], usual }) => targets.some((target) => cell(target) !== usual));
  const columns = [...FRONT, ...special.map(({ column }) => column)];
  return table(targets, [...columns, ['message', ({ message }) => message]], 'No devices.');
}

export function deploymentText(deployment: DeploymentWithTargets): string {
  const { targets, schedule, rollsBack } = deployment;
  const total = totalOf(deployment);
  const rest = `${targets.length} of ${total} are shown; "thingdock deployments targets ${deployment.id}" shows more.`;
  const head = card([
    ['Deployment', deployment.id],
    ['What', whatText(deployment)],
    ['Connection', deployment.connectionName],
    ['Summary', `${deployment.summary}: ${statesText(deployment)}`],
    ['Requested', `${time(deployment.createdAt)} by ${deployment.requestedBy}`],
    ...rolloutLines(deployment),
    ...(schedule ? [['Starts', `${time(schedule.startsAt)} (${schedule.at} in ${schedule.timeZone})`] as const] : []),
    ...(rollsBack ? [['Takes back', rollsBack] as const] : []),
  ]);
  return [head, targetTable(targets), ...(total > targets.length ? [rest] : [])].join('\n\n');
}

function rolloutLines({ rollout }: Deployment): (readonly [string, string])[] {
  if (!rollout) return [];
  const { state, phase, sizes, why, nextPhaseAt } = rollout;
  const next = nextPhaseAt ? `; the next begins ${time(nextPhaseAt)}` : '';
  const sentence = `${state}, phase ${phase} of ${sizes.length} (${sizes.join(', ')})${next}`;
  return [['Rollout', sentence], ...(why ? [['Why', why] as const] : [])];
}

export function deploymentTable(items: readonly Deployment[]): string {
  return table(
    items,
    [
      ['id', ({ id }) => id],
      ['kind', ({ kind }) => kind],
      ['what', whatText],
      ['connection', ({ connectionName }) => connectionName],
      ['summary', ({ summary }) => summary],
      ['devices', ({ counts }) => statesOf(counts)],
      ['requested', ({ createdAt }) => time(createdAt)],
      ['by', ({ requestedBy }) => requestedBy],
    ],
    'No deployments.',
  );
}

const statesOf = (counts: Deployment['counts']): string =>
  Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');

/** What a deployment would do, and what stands against it. */
export function previewText(preview: Preview): string {
  const { targets, online, offline, refused, phases, startsAt } = preview;
  const findings = Object.entries(preview.findings).map(([finding, count]) => `${count} ${finding}`);
  const head = card([
    ['Targets', `${plural(targets, 'device')}: ${online} online, ${offline} offline, ${refused} refused`],
    ...(findings.length > 0 ? [['Findings', findings.join(', ')] as const] : []),
    ...(phases.length > 1 ? [['Phases', phases.join(', ')] as const] : []),
    ...(startsAt ? [['Starts', time(startsAt)] as const] : []),
  ]);
  const changes = table(
    preview.changes,
    [
      ['changes from', ({ from }) => from ?? 'nothing'],
      ['devices', ({ devices }) => devices],
    ],
    'Nothing changes.',
  );
  const noted = preview.devices.filter(({ findings: some }) => some.length > 0);
  if (noted.length === 0) return `${head}\n\n${changes}`;
  const devices = table(
    noted,
    [
      ['device', ({ device }) => device],
      ['status', ({ status }) => status],
      ['agent', ({ agentVersion }) => agentVersion],
      ['has now', ({ current }) => current],
      ['findings', ({ findings: some }) => some.join(', ')],
      ['refused', ({ refused: isRefused, text }) => (isRefused ? (text ?? 'yes') : null)],
    ],
    '',
  );
  return `${head}\n\n${changes}\n\n${devices}`;
}
