import { Secret } from '../../platform/crypto/secret.ts';
import type { Context } from '../context.ts';
import type { OperationRow } from '../tables.ts';

/**
 * What an operation brings along that the connection does not have yet. It is kept with the operation, sealed, so that
 * whoever takes the operation over can go on or take everything back; it is emptied when the operation ends.
 */
export type OperationInput = {
  roleArn?: string;
  key?: { accessKeyId: string; secretAccessKey: Secret; userArn: string };
  /** Who asked, as the record of keys, or of licences, shows it. */
  by?: string;
  /** Also replace objects of the same names that are somebody else's. */
  takeOver?: boolean;
  /** Switch the rule for presence on or off. */
  presence?: boolean;
  /** Leave what is in AWS as it is. */
  keepAws?: boolean;
  /** Delete the licences of the connection's devices with it. */
  releaseLicences?: boolean;
};

/** As it lies in the sealed text. */
type Opened = Omit<OperationInput, 'key'> & { key?: { accessKeyId: string; secretAccessKey: string; userArn: string } };

const sealContextOf = (operationId: string): string => `operation/${operationId}/input`;

export function sealInput({ envelope }: Pick<Context, 'envelope'>, operationId: string, input: OperationInput): string {
  const key = input.key && { ...input.key, secretAccessKey: input.key.secretAccessKey.reveal() };
  return envelope.seal(new Secret(JSON.stringify({ ...input, key })), sealContextOf(operationId));
}

/** Nothing for an operation that brings nothing, or has ended. */
export function openInput({ envelope }: Pick<Context, 'envelope'>, { id, input }: OperationRow): OperationInput {
  if (input === null) return {};
  const { key, ...rest }: Opened = JSON.parse(envelope.open(input, sealContextOf(id)).reveal());
  return key ? { ...rest, key: { ...key, secretAccessKey: new Secret(key.secretAccessKey) } } : rest;
}
