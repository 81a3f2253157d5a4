import type { QueryOperation } from '../../../stand-in.ts';
import { getPolicyOf } from '../holder.ts';

export const getGroupPolicy: QueryOperation = getPolicyOf('Group');
