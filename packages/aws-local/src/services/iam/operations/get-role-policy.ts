import type { QueryOperation } from '../../../stand-in.ts';
import { getPolicyOf } from '../holder.ts';

export const getRolePolicy: QueryOperation = getPolicyOf('Role');
