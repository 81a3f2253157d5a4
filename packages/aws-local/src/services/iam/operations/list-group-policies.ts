import type { QueryOperation } from '../../../stand-in.ts';
import { listPoliciesOf } from '../holder.ts';

export const listGroupPolicies: QueryOperation = listPoliciesOf('Group');
