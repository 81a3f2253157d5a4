import { parseJson } from '../../json.ts';
import type { MessageAttributes } from '../../sns-delivery/envelope.ts';
import type { QueryParams } from '../../stand-in.ts';
import { invalidParameter } from './errors.ts';

/** `MessageAttributes.entry.N.Name/Value.DataType/Value.StringValue/Value.BinaryValue`; undefined when there are none. */
export function messageAttributesOf(params: QueryParams): MessageAttributes | undefined {
  const entries = params
    .records('MessageAttributes.entry')
    .map((entry) => [nameOf(entry), readAttribute(entry)] as const);
  const attributes = Object.fromEntries(entries);
  if (Object.keys(attributes).length < entries.length) throw invalidParameter('Message attribute names must be unique');
  return entries.length === 0 ? undefined : attributes;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
function nameOf({ Name = '' }: Record<string, string>): string {
  const isFit = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(Name) && Name.length <= 256;
  if (isFit && !/^(aws|amazon)\./i.test(Name)) return Name;
  throw invalidParameter(`The message attribute name '${Name}' is empty, too long, reserved or has invalid characters`);
}

function readAttribute(entry: Record<string, string>): { Type: string; Value: string } {
  const Type = entry['Value.DataType'] ?? '';
  const Value = entry[Type.startsWith('Binary') ? 'Value.BinaryValue' : 'Value.StringValue'];
  const named = `The message attribute '${entry.Name ?? ''}'`;
  if (!/^(String|Number|Binary)(\..+)?$/.test(Type) || Type.length > 256) {
    throw invalidParameter(`${named} has an invalid message attribute type, the set of supported type prefixes is \
Binary, Number, and String.`);
  }
  if (Value === undefined || Value === '') {
    throw invalidParameter(`${named} must contain non-empty message attribute value for type '${Type}'.`);
  }
  if (Type.startsWith('Number') && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(Value)) {
    throw invalidParameter(`${named} has a value that is no number: ${Value}`);
  }
  if (Type === 'String.Array' && !isPlainList(Value)) {
    throw invalidParameter(
      `${named} of type String.Array must be a JSON list of strings, numbers, true, false or null`,
    );
  }
  return { Type, Value };
}

function isPlainList(text: string): boolean {
  const list: unknown = parseJson(text);
  return Array.isArray(list) && list.every((item) => item === null || typeof item !== 'object');
}
