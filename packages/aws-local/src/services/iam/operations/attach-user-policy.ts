import type { QueryOperation } from '../../../stand-in.ts';
import { attachPolicy } from '../holder.ts';

export const attachUserPolicy: QueryOperation = attachPolicy('User');
