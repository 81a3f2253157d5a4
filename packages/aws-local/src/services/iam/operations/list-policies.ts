import { awsManagedPolicies } from '../../../identity/managed-policies.ts';
import type { Call, QueryOperation, QueryParams } from '../../../stand-in.ts';
import { attachmentCount } from '../attachments.ts';
import { validationError } from '../errors.ts';
import { optionalFlag, pathPrefix } from '../input.ts';
import { iam } from '../lookup.ts';
import { policyXml } from '../output.ts';
import { PAGING, page } from '../page.ts';

const SCOPES = ['All', 'AWS', 'Local'];

/** The account's policies and those of AWS that are known here. */
export const listPolicies: QueryOperation = {
  name: 'ListPolicies',
  parameters: ['Scope', 'OnlyAttached', 'PathPrefix', ...PAGING],
  run(call, params) {
    const prefix = pathPrefix(params);
    const onlyAttached = optionalFlag(params, 'OnlyAttached') ?? false;
    const shown = inScope(call, params)
      .filter(({ path }) => path.startsWith(prefix))
      .map((policy) => ({ policy, attachments: attachmentCount(call, policy.arn) }))
      .filter(({ attachments }) => attachments > 0 || !onlyAttached);
    const { member, rest } = page(
      params,
      shown,
      ({ policy }) => policy.arn,
      ({ policy, attachments }) => policyXml(policy, attachments),
    );
    return { Policies: { member }, ...rest };
  },
};

function inScope(call: Call, params: QueryParams) {
  const scope = params.get('Scope') ?? 'All';
  if (!SCOPES.includes(scope))
    throw validationError(`Value '${scope}' at 'scope' must be one of: [${SCOPES.join(', ')}]`);
  const { policies, account } = iam(call);
  const own = policies.entries(`${account}/`).map(([, policy]) => policy);
  return [...(scope === 'Local' ? [] : awsManagedPolicies()), ...(scope === 'AWS' ? [] : own)];
}
