import { fieldFault } from '@thingdock/api';
import { ruleNames } from '@thingdock/connection-kit';
import { ruleArn } from '../create/wanted.ts';
import { trustsIot } from '../policy/trust.ts';
import { type CheckStep, failed, waitsFor } from './check.ts';

export const checkRoleTrust: CheckStep = {
  key: 'role_trust',
  title: 'AWS IoT may assume the role',
  async run({ prefix }, _subject, { place, role, trustPolicy }) {
    if (!place || !role || trustPolicy === undefined) return waitsFor('a role that may be looked at');
    const rules = Object.values(ruleNames(prefix)).map((name) => ruleArn(place, name));
    const verdicts = rules.map((arn) => trustsIot(trustPolicy, { accountId: place.accountId, ruleArn: arn }));
    const expected = 'The trust policy allows sts:AssumeRole to iot.amazonaws.com, for our three rules.';
    if (verdicts.includes('no'))
      return failed(fieldFault('roleArn', 'role_not_trusted', { roleArn: role.arn }), {
        ...{ expected, found: 'The trust policy does not allow it.', spreading: true },
        fix: 'In the AWS console: IAM, the role, Trust relationships: add iot.amazonaws.com, and let conditions fit our rules.',
      });
    if (verdicts.includes('cannot_tell'))
      return {
        state: 'not_checkable',
        expected,
        found: 'The trust policy has conditions that are not understood here.',
      };
    return { state: 'passed', expected };
  },
};
