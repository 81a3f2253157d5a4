import { Fault, type PlannedObject } from '@thingdock/api';
import type { Survey } from './survey.ts';

/** Throws `aws_object_conflict` for what is somebody else's, unless it is to be taken over. */
export function refuseConflicts({ objects }: Pick<Survey, 'objects'>, takeOver = false): void {
  const foreign = objects.find(({ action }) => action === 'conflict');
  if (foreign && !takeOver) throw conflict(foreign);
}

export const conflict = ({ kind, name }: Pick<PlannedObject, 'kind' | 'name'>): Fault =>
  new Fault('aws_object_conflict', { details: { object: `The ${WORDS[kind]} ${name}` } });

const WORDS = { topic: 'SNS topic', subscription: 'subscription to', rule: 'AWS IoT rule' } as const;
