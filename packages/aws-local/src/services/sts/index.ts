import type { QueryOperation } from '../../stand-in.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';

export const stsOperations: readonly QueryOperation[] = [getCallerIdentity];
