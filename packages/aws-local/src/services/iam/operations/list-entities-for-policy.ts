import type { QueryOperation, XmlValue } from '../../../stand-in.ts';
import { type Attached, attachedTo } from '../attachments.ts';
import { validationError } from '../errors.ts';
import { pathPrefix } from '../input.ts';
import { policyArn, thePolicy } from '../lookup.ts';
import { PAGING, page } from '../page.ts';

const FILTERS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'];

/** Who holds a managed policy, in one list that is paged as a whole and answered by kind. */
export const listEntitiesForPolicy: QueryOperation = {
  name: 'ListEntitiesForPolicy',
  parameters: ['PolicyArn', 'EntityFilter', 'PathPrefix', ...PAGING],
  resource: policyArn,
  run(call, params) {
    const { arn } = thePolicy(call, params.need('PolicyArn'));
    const filter = params.get('EntityFilter');
    if (filter !== undefined && !FILTERS.includes(filter)) {
      throw validationError(`Value '${filter}' at 'entityFilter' must be one of: [${FILTERS.join(', ')}]`);
    }
    const prefix = pathPrefix(params);
    const shown = attachedTo(call, arn).filter(
      ({ kind, path }) => (filter === undefined || filter === kind) && path.startsWith(prefix),
    );
    let onPage: Attached[] = [];
    const { rest } = page(
      params,
      shown,
      ({ kind, name }) => `${kind}/${name}`,
      (one) => {
        onPage = [...onPage, one];
        return undefined;
      },
    );
    const member = (kind: Attached['kind']): XmlValue => ({
      member: onPage
        .filter((one) => one.kind === kind)
        .map(({ name, id }) => ({ [`${kind}Name`]: name, [`${kind}Id`]: id })),
    });
    return { PolicyGroups: member('Group'), PolicyRoles: member('Role'), PolicyUsers: member('User'), ...rest };
  },
};
