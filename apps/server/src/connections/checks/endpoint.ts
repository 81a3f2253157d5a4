import { fieldFault } from '@thingdock/api';
import { type CheckStep, failed, waitsFor } from './check.ts';

/** Where AWS has the account's own host, in its newer and in its older form; looked up where none is given. */
export const checkEndpoint: CheckStep = {
  key: 'endpoint',
  title: 'The endpoint belongs to the account and region',
  async run({ aws }, { endpoint }, { place }) {
    if (!place) return waitsFor('account and region');
    const { ats, legacy } = await aws.iot.describeDataEndpoints();
    if (!endpoint) return { state: 'passed', found: `${ats}, looked up.`, facts: { endpoint: ats } };
    const known = [ats, legacy].filter((host) => host !== undefined).map(ownPart);
    if (!known.includes(ownPart(endpoint.host))) {
      const { accountId, region } = place;
      const details = { endpoint: endpoint.host, accountId, region, expected: ats };
      const fix = `Use ${ats}, or a key of the account whose endpoint this is.`;
      return failed(fieldFault('endpoint', 'endpoint_mismatch', details), { expected: ats, found: endpoint.host, fix });
    }
    return { state: 'passed', found: ats, facts: { endpoint: ats } };
  },
};

/** Dual-stack names differ in the suffix only; what comes before is the account's. */
const ownPart = (host: string): string => host.replace(/\.(amazonaws\.com(\.cn)?|api\.aws)$/, '');
