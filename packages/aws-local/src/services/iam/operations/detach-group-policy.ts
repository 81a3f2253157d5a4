import type { QueryOperation } from '../../../stand-in.ts';
import { detachPolicy } from '../holder.ts';

export const detachGroupPolicy: QueryOperation = detachPolicy('Group');
