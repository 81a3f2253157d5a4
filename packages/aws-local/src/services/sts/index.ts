import type { QueryOperation } from '../../stand-in.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';

export const stsOperations: readonly QueryOperation[] = [assumeRole, getCallerIdentity];
