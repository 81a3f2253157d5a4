import type { QueryOperation } from '../../../stand-in.ts';
import { listAttachedPolicies } from '../holder.ts';

export const listAttachedRolePolicies: QueryOperation = listAttachedPolicies('Role');
