import type { QueryOperation } from '../../../stand-in.ts';
import { pathPrefix } from '../input.ts';
import { iam } from '../lookup.ts';
import { groupXml } from '../output.ts';
import { PAGING, page } from '../page.ts';

export const listGroups: QueryOperation = {
  name: 'ListGroups',
  parameters: ['PathPrefix', ...PAGING],
  run(call, params) {
    const { groups, account } = iam(call);
    const prefix = pathPrefix(params);
    const found = groups.entries(`${account}/`).map(([, group]) => group);
    const shown = found.filter(({ path }) => path.startsWith(prefix));
    const { member, rest } = page(params, shown, ({ name }) => name, groupXml);
    return { Groups: { member }, ...rest };
  },
};
