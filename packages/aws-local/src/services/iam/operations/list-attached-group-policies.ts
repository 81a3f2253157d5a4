import type { QueryOperation } from '../../../stand-in.ts';
import { listAttachedPolicies } from '../holder.ts';

export const listAttachedGroupPolicies: QueryOperation = listAttachedPolicies('Group');
