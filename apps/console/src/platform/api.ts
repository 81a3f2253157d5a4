import { ApiError, createClient, UnexpectedAnswer } from '@thingdock/api';
import { localTimes } from '../words/time.ts';

/** Calls of this browser's server, with the session cookie. */
export const api = createClient({ baseUrl: location.origin });

export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

/** What went wrong, in words for whoever sees it. `requestId` finds the details in the server's log. */
export type Told = { text: string; details: readonly string[]; requestId: string | undefined };

export function tellError(error: unknown): Told {
  if (error instanceof ApiError) {
    const details = error.errors.map(({ detail }) => detail).filter((detail) => detail !== error.message);
    return { text: localTimes(error.message), details, requestId: error.status >= 500 ? error.requestId : undefined };
  }
  if (error instanceof UnexpectedAnswer) return { text: error.message, details: [], requestId: undefined };
  // `fetch` throws a TypeError with words of the browser's own when no answer came.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return {
      text: 'The server could not be reached. Check that it runs, then try again.',
      details: [],
      requestId: undefined,
    };
  const message = error instanceof Error ? error.message : String(error);
  return {
    text: `This page failed: ${message}. Reload it; if it fails again, tell your administrator.`,
    details: [],
    requestId: undefined,
  };
}
