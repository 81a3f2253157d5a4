import type { QueryOperation } from '../../../stand-in.ts';
import { pathPrefix } from '../input.ts';
import { iam } from '../lookup.ts';
import { userXml } from '../output.ts';
import { PAGING, page } from '../page.ts';

export const listUsers: QueryOperation = {
  name: 'ListUsers',
  parameters: ['PathPrefix', ...PAGING],
  run(call, params) {
    const { users, account } = iam(call);
    const prefix = pathPrefix(params);
    const found = users.entries(`${account}/`).map(([, user]) => user);
    const shown = found.filter(({ path }) => path.startsWith(prefix));
    const { member, rest } = page(params, shown, ({ name }) => name, userXml);
    return { Users: { member }, ...rest };
  },
};
