import type { QueryOperation } from '../../../stand-in.ts';
import { attachPolicy } from '../holder.ts';

export const attachRolePolicy: QueryOperation = attachPolicy('Role');
