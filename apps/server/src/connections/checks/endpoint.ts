import { fieldFault } from '@thingdock/api';
import { isAwsFailure } from '../../aws/index.ts';
import { type CheckStep, failed, type Tools, waitsFor } from './check.ts';

/** Where AWS has the account's own host, in its newer and in its older form; looked up where none is given. */
export const checkEndpoint: CheckStep = {
  key: 'endpoint',
  title: 'The endpoint belongs to the account and region',
  async run(tools, { endpoint }, { place }) {
    if (!place) return waitsFor('account and region');
    const { ats, legacy } = await tools.aws.iot.describeDataEndpoints();
    const known = [ats, legacy].filter((host) => host !== undefined).map(ownPart);
    if (endpoint && !known.includes(ownPart(endpoint.host))) {
      const { accountId, region } = place;
      const details = { endpoint: endpoint.host, accountId, region, expected: ats };
      const fix = `Use ${ats}, or a key of the account whose endpoint this is.`;
      return failed(fieldFault('endpoint', 'endpoint_mismatch', details), { expected: ats, found: endpoint.host, fix });
    }
    const hint = tools.hurried || (await hasThings(tools)) ? '' : ` ${noThings(place.region)}`;
    return { state: 'passed', found: `${ats}.${hint}`, facts: { endpoint: ats } };
  },
};

/** Dual-stack names differ in the suffix only; what comes before is the account's. */
const ownPart = (host: string): string => host.replace(/\.(amazonaws\.com(\.cn)?|api\.aws)$/, '');

/** Nothing is wrong with an empty region, but often it is not the one that was meant. */
const noThings = (region: string): string =>
  `There are no things in ${region} yet: make sure that it is the region that your devices connect to.`;

/** `true` also where the key may not look. */
async function hasThings({ aws }: Tools): Promise<boolean> {
  try {
    for await (const _thing of aws.iot.listThings()) return true;
    return false;
  } catch (error) {
    if (isAwsFailure(error)) return true;
    throw error;
  }
}
