import { AwsError } from '../../stand-in.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Operations.html, "Errors" of each operation. */
export const invalidParameter = (what: string, reason?: string) =>
  new AwsError(
    'InvalidParameter',
    400,
    `Invalid parameter: ${what}${reason === undefined ? '' : ` Reason: ${reason}`}`,
  );
export const notFound = (message: string) => new AwsError('NotFound', 404, message);
export const authorizationError = (message: string) => new AwsError('AuthorizationError', 403, message);
export const resourceNotFound = () => new AwsError('ResourceNotFound', 404, 'Resource does not exist');
export const notImplemented = (what: string) =>
  new AwsError('NotImplemented', 501, `aws-local does not implement ${what}.`);
