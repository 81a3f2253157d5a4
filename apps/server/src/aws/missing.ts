import { isAwsFailure } from './failure.ts';

/** `undefined` instead of a failure that says that there is no such object. */
export async function orUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isAwsFailure(error, 'not_found')) return undefined;
    throw error;
  }
}

/** For deletions: an object that is gone already is as good as deleted. */
export async function unlessMissing(remove: () => Promise<unknown>): Promise<void> {
  await orUndefined(remove);
}
