import { AwsError } from '../../stand-in.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html, "Errors" of each operation. */
export const noSuchEntity = (message: string) => new AwsError('NoSuchEntity', 404, message);
export const alreadyExists = (message: string) => new AwsError('EntityAlreadyExists', 409, message);
export const deleteConflict = (message: string) => new AwsError('DeleteConflict', 409, message);
export const limitExceeded = (message: string) => new AwsError('LimitExceeded', 409, message);
export const validationError = (message: string) => new AwsError('ValidationError', 400, message);
export const invalidInput = (message: string) => new AwsError('InvalidInput', 400, message);
export const malformedDocument = (message: string) => new AwsError('MalformedPolicyDocument', 400, message);
export const notSupported = (message: string) => new AwsError('NotImplemented', 501, message);
