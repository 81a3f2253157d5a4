import { csvPairs } from './csv.ts';
import { type ConnectionField, fieldOf, recognise } from './fields.ts';
import { jsonPairs, splitJson } from './json.ts';
import { linePairs } from './lines.ts';

export type { ConnectionField } from './fields.ts';

/** What could be read, for the fields of a new connection. */
export type ConnectionFields = Partial<Record<ConnectionField, string>>;

/** A name with its value, as it stood in the text. */
export type Pair = readonly [name: string, value: string];

/**
 * Reads whatever the set-up gave, also several of them one after the other: outputs of CloudFormation (from the console or
 * `describe-stacks`), `terraform output` with and without `-json`, the JSON of the set-up script, of `create-access-key` and
 * of `describe-endpoint`, and the CSV file of the AWS console. Of two values for a field the later counts.
 */
export function readOutputs(text: string): ConnectionFields {
  const { documents, rest } = splitJson(text.replaceAll('\uFEFF', ''));
  const pairs = [...documents.flatMap(jsonPairs), ...csvPairs(rest), ...linePairs(rest)];
  const named = pairs.flatMap(([name, value]): [ConnectionField, string][] => {
    const field = fieldOf(name);
    return field && value.trim() !== '' ? [[field, value.trim()]] : [];
  });
  // What bears another name is known by its form, unless something bore the right one.
  return { ...recognise([rest, ...pairs.map(([, value]) => value)]), ...Object.fromEntries(named) };
}
