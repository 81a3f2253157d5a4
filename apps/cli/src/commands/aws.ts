import { passRolePolicy } from '@thingdock/connection-kit';
import { command, type Group } from '../command.ts';
import { kitPlan } from './connections-kit.ts';

const policy = command({
  summary: 'Print the policy EnebularPassRole of the enebular guide, for one role',
  options: {
    account: { kind: 'text', value: 'ID', required: true, about: 'The AWS account, twelve digits' },
    role: { kind: 'text', value: 'NAME', about: 'The role, with its path; by default enebular_status_push_role' },
    region: { kind: 'text', value: 'REGION', about: 'Any region of the account’s part of AWS: cn-north-1 for China' },
  },
  notes: [
    'It lets a user hand the role to AWS IoT, and look which policies the role has. Asks no server.',
    'Attach it to the user of the connection, beside AWSIoTFullAccess and AmazonSNSFullAccess. "thingdock connections kit"',
    'writes all of it, and policies that allow only what is needed.',
  ],
  async run({ options }) {
    const { account: accountId, role: roleName, region = 'us-east-1' } = options;
    const document = passRolePolicy(kitPlan({ accountId, region, roleName }).role.arn);
    return { json: document, text: JSON.stringify(document, null, 2) };
  },
});

export const aws: Group = { summary: 'Documents for AWS', commands: { policy } };
