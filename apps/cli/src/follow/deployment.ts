import type { DeploymentWithTargets, Target } from '@thingdock/api';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { printable } from '../output/table.ts';
import { follow } from './follow.ts';

/** Targets of `now` that are in another state, or have another message, than before. */
export function targetChanges(before: readonly Target[], now: readonly Target[]): Target[] {
  const known = new Map(before.map((target) => [target.device, target]));
  return now.filter((target) => {
    const old = known.get(target.device);
    return target.state !== old?.state || target.message !== old.message;
  });
}

/** `2 deployed, 1 failed`, in the order of the states. */
export function countsText(targets: readonly Pick<Target, 'state'>[]): string {
  const counts = new Map<string, number>();
  for (const { state } of targets) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}

/** Of more than the answer carries, only the counts are told. */
function countsLine(deployment: DeploymentWithTargets): string | undefined {
  const counted = Object.entries(deployment.counts).filter(([, count]) => count > 0);
  const total = counted.reduce((sum, [, count]) => sum + count, 0);
  if (total <= deployment.targets.length) return undefined;
  return `  ${counted.map(([state, count]) => `${count} ${state}`).join(', ')}`;
}

const targetLine = ({ device, state, message }: Target): string =>
  `  ${printable(device)}: ${state}${message ? ` (${printable(message)})` : ''}`;

/**
 * Waits until every target is final, telling each change. Throws `deployment_failed` unless all of them are deployed;
 * its problem carries the members of the deployment as well, and so does that of `wait_timed_out`.
 */
export async function followDeployment(
  context: Context,
  first: DeploymentWithTargets,
  seconds: number,
): Promise<DeploymentWithTargets> {
  let last: DeploymentWithTargets = { ...first, counts: {}, targets: [] };
  const tell = async (deployment: DeploymentWithTargets) => {
    const counts = countsLine(deployment);
    if (counts === undefined)
      for (const target of targetChanges(last.targets, deployment.targets)) await context.say(targetLine(target));
    else if (counts !== countsLine(last)) await context.say(counts);
    last = deployment;
    return deployment.summary === 'processing' ? undefined : deployment;
  };
  const { id, projectId } = first;
  const ended =
    (await tell(first)) ??
    (await follow(context, {
      projectId,
      type: 'deployment',
      key: id,
      look: async (signal) => tell(await context.call('deployments.get', { params: { deploymentId: id }, signal })),
      seconds,
      what: 'The deployment',
      members: () => last,
      command: `thingdock deployments show ${id}`,
    }));
  const many = countsLine(ended)?.trim();
  const others = Object.entries(ended.counts).filter(([state, count]) => state !== 'deployed' && count > 0);
  const isShort = many === undefined;
  if (isShort ? ended.targets.every(({ state }) => state === 'deployed') : others.length === 0) return ended;
  const counts = many ?? countsText(ended.targets);
  throw new Failure('deployment_failed', { details: { counts, id }, members: ended });
}
