import type { QueryOperation } from '../../../stand-in.ts';
import { putPolicy } from '../holder.ts';

export const putGroupPolicy: QueryOperation = putPolicy('Group');
