import { AwsError, type Call, type QueryParams } from '../../stand-in.ts';
import { resourceNotFound } from './errors.ts';
import { theTopic } from './lookup.ts';
import type { Topic } from './records.ts';

/** The topic that `ResourceArn` names. The tagging calls say ResourceNotFound where the others say NotFound. */
export function taggedTopic(call: Call, params: QueryParams): Topic {
  try {
    return theTopic(call, params, 'ResourceArn');
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NotFound') throw resourceNotFound();
    throw error;
  }
}
