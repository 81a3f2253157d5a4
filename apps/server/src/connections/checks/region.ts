import { fieldFault } from '@thingdock/api';
import { partitionOf } from '../../aws/index.ts';
import { type CheckStep, failed, waitsFor } from './check.ts';

/** The region follows from the endpoint, or is given in its place. */
export const checkRegion: CheckStep = {
  key: 'region',
  title: 'The region belongs to the same part of AWS as the account',
  async run(_tools, { region, endpoint }, { identity }) {
    if (!identity) return waitsFor('a valid key');
    if (!region)
      return {
        ...{ state: 'not_checkable', found: 'Neither an endpoint nor a region is given.' },
        fix: 'Copy the endpoint from the AWS console: IoT Core, Settings.',
      };
    const { accountId, partition } = identity;
    if (partitionOf(region) !== partition) {
      const details = { endpoint: endpoint?.host ?? region, accountId, region, expected: `regions of ${partition}` };
      return failed(fieldFault(endpoint ? 'endpoint' : 'region', 'endpoint_mismatch', details));
    }
    return { state: 'passed', found: region, facts: { place: { partition, accountId, region } } };
  },
};
