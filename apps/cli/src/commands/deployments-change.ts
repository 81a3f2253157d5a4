import type { CommandDeployment, DeploymentWithTargets } from '@thingdock/api';
import type Type from 'typebox';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { followDeployment } from '../follow/deployment.ts';
import { plural } from '../output/table.ts';
import { deploymentText, doneText, totalOf, whatText } from './deployment-text.ts';

export const DEPLOYMENT_ID = { id: { about: 'id of the deployment' } } as const;
const DEVICE = { kind: 'list', value: 'NAME', about: 'Only on this device' } as const;
const some = (devices: readonly string[] | undefined) => (devices ? { devices: [...devices] } : {});
const YES = { kind: 'flag', about: 'Do not ask first' } as const;

type Body = Type.Static<typeof CommandDeployment>;

function send({ call }: Context, deploymentId: string, body: Body): Promise<DeploymentWithTargets> {
  return call('deployments.command', { params: { deploymentId }, body });
}

/** A command that takes nothing but the deployment. */
const simple = (name: Body['command'], summary: string) =>
  command({
    summary,
    args: DEPLOYMENT_ID,
    async run({ args }, context) {
      const deployment = await send(context, args.id, { command: name });
      return { json: deployment, text: deploymentText(deployment) };
    },
  });

/** A command that takes something back, and therefore asks first. */
const grave = (name: Body['command'], summary: string, question: (what: string) => string) =>
  command({
    summary,
    args: DEPLOYMENT_ID,
    options: { yes: YES },
    async run({ args, options }, context) {
      await confirm(context, args.id, options.yes, question);
      const deployment = await send(context, args.id, { command: name });
      return { json: deployment, text: deploymentText(deployment) };
    },
  });

async function confirm(
  context: Context,
  deploymentId: string,
  yes: boolean,
  question: (what: string) => string,
): Promise<void> {
  if (yes) return;
  const deployment = await context.call('deployments.get', { params: { deploymentId } });
  const what = `${whatText(deployment)} on ${plural(totalOf(deployment), 'device')}`;
  if (!(await context.confirm(question(what)))) throw new Failure('not_confirmed');
}

export const pause = simple('pause', 'Begin nothing more until it is resumed; what has begun goes on');
export const resume = simple('resume', 'Go on with what was paused, or was halted at its threshold');
export const stop = grave('stop', 'Begin nothing more, for good; what has begun goes on', (what) => `Stop ${what}?`);
export const retry = command({
  summary: 'Deploy once more to the devices that failed or timed out',
  args: DEPLOYMENT_ID,
  options: { device: DEVICE },
  async run({ args, options }, context) {
    const deployment = await send(context, args.id, { command: 'retry-failed', ...some(options.device) });
    return { json: deployment, text: deploymentText(deployment) };
  },
});
export const rollBack = command({
  summary: 'Put back what each device had before; this makes a new deployment',
  args: DEPLOYMENT_ID,
  options: { device: DEVICE, yes: YES },
  async run({ args, options: { device, yes } }, context) {
    if (!yes && !(await context.confirm(await rollBackQuestion(context, args.id, device))))
      throw new Failure('not_confirmed');
    const deployment = await send(context, args.id, { command: 'rollback', ...some(device) });
    return { json: deployment, text: deploymentText(deployment) };
  },
});

/** With whom it reaches, and who is left alone. */
async function rollBackQuestion(
  { call }: Context,
  deploymentId: string,
  only: readonly string[] | undefined,
): Promise<string> {
  const params = { deploymentId };
  if (only)
    return `Put back what ${only.join(', ')} had before ${whatText(await call('deployments.get', { params }))}?`;
  const [deployment, { devices, newer, cancelled }] = await Promise.all([
    call('deployments.get', { params }),
    call('deployments.rollback', { params }),
  ]);
  const alone = [newer > 0 && `${newer} with something newer`, cancelled > 0 && `${cancelled} cancelled`];
  const left = alone.filter(Boolean).join(', ');
  const rest = left === '' ? '' : ` (left alone: ${left})`;
  return `Put back what ${plural(devices, 'device')} had before ${whatText(deployment)}${rest}?`;
}

export const cancel = command({
  summary: 'End what has not ended: devices that were told go back to what they had',
  args: DEPLOYMENT_ID,
  options: { device: DEVICE, yes: YES },
  async run({ args, options: { device, yes } }, context) {
    await confirm(context, args.id, yes, (what) => (device ? `Cancel it on ${device.join(', ')}?` : `Cancel ${what}?`));
    const body = { command: 'cancel', ...some(device) } as const;
    const deployment = await send(context, args.id, body);
    return { json: deployment, text: deploymentText(deployment) };
  },
});

/** A day: longer than most rollouts, shorter than forgotten terminals. */
const WATCH_SECONDS = 86_400;

export const watch = command({
  summary: 'Follow a deployment until every device has ended; fail unless all have it',
  args: DEPLOYMENT_ID,
  options: { timeout: { kind: 'number', value: 'SECONDS', about: `How long; ${WATCH_SECONDS} when absent` } },
  async run({ args, options }, context) {
    const first = await context.call('deployments.get', { params: { deploymentId: args.id } });
    await context.say(`${whatText(first)} on ${plural(totalOf(first), 'device')}:`);
    const ended = await followDeployment(context, first, options.timeout ?? WATCH_SECONDS);
    return { json: ended, text: `${doneText(ended)} on ${plural(totalOf(ended), 'device')}.` };
  },
});
