import { AwsError } from '../../stand-in.ts';

/** The errors that several IoT operations share. */
export const invalidRequest = (message: string) => new AwsError('InvalidRequestException', 400, message);
export const notFound = (message: string) => new AwsError('ResourceNotFoundException', 404, message);
export const alreadyExists = (message: string, extra: Record<string, unknown> = {}) =>
  new AwsError('ResourceAlreadyExistsException', 409, message, extra);
export const versionConflict = (message: string) => new AwsError('VersionConflictException', 409, message);
export const notImplemented = (what: string) =>
  new AwsError('NotImplemented', 501, `aws-local does not implement ${what}.`);
export const deleteConflict = (message: string) => new AwsError('DeleteConflictException', 409, message);

/** A missing rule cannot be told from a forbidden one: Terraform's provider documents this answer of AWS IoT. */
export const ruleDenied = (ruleName: string) =>
  new AwsError('UnauthorizedException', 401, `Access to topic rule '${ruleName}' was denied`);
