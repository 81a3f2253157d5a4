import { count } from '../../words/count.ts';

type Numbers = { limit: number | null; registered: number };

/** `188 left of 1,000`, and what it means that none is. */
export function licencesLeft({ limit, registered }: Numbers): string {
  if (limit === null) return 'As many as you like';
  const left = Math.max(0, limit - registered);
  const issued = limit.toLocaleString('en-US');
  return left === 0 ? `None left of ${issued}` : `${left.toLocaleString('en-US')} left of ${issued}`;
}

/** What happens to the next device that speaks. */
export function newDevices({ limit, registered, registerNew }: Numbers & { registerNew: boolean }): string {
  if (!registerNew) return 'A new device shows no status until somebody registers a licence for it.';
  if (limit !== null && registered >= limit)
    return `No licence is left, so a new device shows no status. Delete one, or let an administrator issue more than ${count(limit, 'licence')}.`;
  return 'A device gets a licence the first time that it speaks.';
}
