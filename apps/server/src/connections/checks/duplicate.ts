import { Fault, fieldFault } from '@thingdock/api';
import { refuseTaken } from '../create/reserve.ts';
import { hasName } from '../store.ts';
import { type CheckStep, failed, waitsFor } from './check.ts';

/** One account and region has one connection, in the whole installation; a project has a name once. */
export const checkDuplicate: CheckStep = {
  key: 'duplicate',
  title: 'No other connection has this account and region',
  async run({ database, sees }, { connection, projectId, name }, { place }) {
    if (!place) return waitsFor('account and region');
    if (connection) return { state: 'passed', found: 'This connection itself has them.' };
    try {
      await refuseTaken(database, place, sees);
    } catch (error) {
      if (error instanceof Fault) return failed(error);
      throw error;
    }
    if (name !== undefined && (await hasName(database.root, projectId, name)))
      return failed(fieldFault('name', 'connection_name_taken', { name }));
    return { state: 'passed', found: `${place.accountId} in ${place.region} is free.` };
  },
};
