import type { QueryOperation } from '../../stand-in.ts';
import { attachRolePolicy } from './operations/attach-role-policy.ts';
import { attachUserPolicy } from './operations/attach-user-policy.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createPolicy } from './operations/create-policy.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import { deleteAccessKey } from './operations/delete-access-key.ts';
import { deletePolicy } from './operations/delete-policy.ts';
import { deleteRole } from './operations/delete-role.ts';
import { deleteRolePolicy } from './operations/delete-role-policy.ts';
import { deleteUser } from './operations/delete-user.ts';
import { deleteUserPolicy } from './operations/delete-user-policy.ts';
import { detachRolePolicy } from './operations/detach-role-policy.ts';
import { detachUserPolicy } from './operations/detach-user-policy.ts';
import { getPolicy } from './operations/get-policy.ts';
import { getPolicyVersion } from './operations/get-policy-version.ts';
import { getRole } from './operations/get-role.ts';
import { getRolePolicy } from './operations/get-role-policy.ts';
import { getUser } from './operations/get-user.ts';
import { getUserPolicy } from './operations/get-user-policy.ts';
import { listAccessKeys } from './operations/list-access-keys.ts';
import { listAttachedRolePolicies } from './operations/list-attached-role-policies.ts';
import { listAttachedUserPolicies } from './operations/list-attached-user-policies.ts';
import { listRolePolicies } from './operations/list-role-policies.ts';
import { listUserPolicies } from './operations/list-user-policies.ts';
import { putRolePolicy } from './operations/put-role-policy.ts';
import { putUserPolicy } from './operations/put-user-policy.ts';
import { updateAccessKey } from './operations/update-access-key.ts';
import { updateAssumeRolePolicy } from './operations/update-assume-role-policy.ts';

export const iamOperations: readonly QueryOperation[] = [
  attachRolePolicy,
  attachUserPolicy,
  createAccessKey,
  createPolicy,
  createRole,
  createUser,
  deleteAccessKey,
  deletePolicy,
  deleteRolePolicy,
  deleteRole,
  deleteUserPolicy,
  deleteUser,
  detachRolePolicy,
  detachUserPolicy,
  getPolicyVersion,
  getPolicy,
  getRolePolicy,
  getRole,
  getUserPolicy,
  getUser,
  listAccessKeys,
  listAttachedRolePolicies,
  listAttachedUserPolicies,
  listRolePolicies,
  listUserPolicies,
  putRolePolicy,
  putUserPolicy,
  updateAccessKey,
  updateAssumeRolePolicy,
];
