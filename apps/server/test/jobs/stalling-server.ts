// A server process that is in the middle of a job and stays there. Argument: PostgreSQL URL, or folder of an embedded database.
import { pino } from 'pino';
import { startJobs } from '../../src/platform/jobs/jobs.ts';
import { openAt } from './open-at.ts';

const [place = ''] = process.argv.slice(2);
const log = pino({ level: 'silent' });
const jobs = await startJobs(await openAt(place, log), log);
await jobs.every('look', 1, async () => {
  process.send?.('busy');
  await new Promise(() => {});
});
