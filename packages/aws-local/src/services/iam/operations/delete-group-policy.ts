import type { QueryOperation } from '../../../stand-in.ts';
import { deletePolicyOf } from '../holder.ts';

export const deleteGroupPolicy: QueryOperation = deletePolicyOf('Group');
