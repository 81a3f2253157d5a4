import type { QueryOperation } from '../../../stand-in.ts';
import { attachPolicy } from '../holder.ts';

export const attachGroupPolicy: QueryOperation = attachPolicy('Group');
