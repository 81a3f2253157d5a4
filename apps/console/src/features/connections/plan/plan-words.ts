import type { Plan, PlanAction, PlannedObject } from '@thingdock/api';
import type { ShapeName, Tone } from '../../../ui/shape.tsx';

/** What will be done with an object in AWS, told by shape and word. */
export const PLAN_SHAPES: Record<PlanAction, readonly [ShapeName, Tone]> = {
  none: ['tick', 'ok'],
  create: ['plus', 'busy'],
  adopt: ['tick', 'idle'],
  repair: ['half', 'warn'],
  conflict: ['cross', 'bad'],
};

export const PLAN_WORDS: Record<PlanAction, string> = {
  none: 'As it should be',
  create: 'Create',
  adopt: 'Use as it is',
  repair: 'Put right',
  conflict: 'In the way',
};

export const KIND_WORDS: Record<PlannedObject['kind'], string> = {
  topic: 'SNS topic',
  subscription: 'Subscription to',
  rule: 'AWS IoT rule',
};

/** Objects that somebody else made under names that we need. */
export const conflicts = ({ objects }: Plan): PlannedObject[] => objects.filter(({ action }) => action === 'conflict');

/** Whether anything in AWS is to be changed. */
export const hasWork = ({ objects }: Plan): boolean =>
  objects.some(({ action }) => action !== 'none' && action !== 'adopt');

/** `3 to create, 2 to put right, 2 stay as they are.` */
export function planInWords({ objects }: Plan): string {
  const of = (...actions: PlanAction[]) => objects.filter(({ action }) => actions.includes(action)).length;
  const stay = of('none', 'adopt');
  const parts = [
    of('create') > 0 && `${of('create')} to create`,
    of('repair') > 0 && `${of('repair')} to put right`,
    of('conflict') > 0 && `${of('conflict')} in the way`,
    stay > 0 && (stay === 1 ? '1 stays as it is' : `${stay} stay as they are`),
  ].filter(Boolean);
  return `${parts.join(', ')}.`;
}
