import type { QueryOperation } from '../../../stand-in.ts';
import { pathPrefix } from '../input.ts';
import { iam } from '../lookup.ts';
import { roleXml } from '../output.ts';
import { PAGING, page } from '../page.ts';

export const listRoles: QueryOperation = {
  name: 'ListRoles',
  parameters: ['PathPrefix', ...PAGING],
  run(call, params) {
    const { roles, account } = iam(call);
    const prefix = pathPrefix(params);
    const found = roles.entries(`${account}/`).map(([, role]) => role);
    const shown = found.filter(({ path }) => path.startsWith(prefix));
    const { member, rest } = page(params, shown, ({ name }) => name, roleXml);
    return { Roles: { member }, ...rest };
  },
};
