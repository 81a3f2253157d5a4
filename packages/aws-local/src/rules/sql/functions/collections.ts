import { isJsonObject, type Json, member } from '../../../json.ts';
import { type SqlValue, toInt, toText } from '../values.ts';
import { SECOND, type SqlFunctions } from './function.ts';

/** Arrays, objects, and what takes arrays and texts alike. */
export const collectionFunctions: SqlFunctions = {
  concat: { args: [0, Number.POSITIVE_INFINITY], call: concat },
  get: { args: [2, 2], call: ([collection, key]) => get(collection, key) },
  get_or_default: { args: [1, 2], since: SECOND, call: ([value, instead]) => value ?? instead },
  transform: { args: [3, 3], since: SECOND, call: ([mode, object, array]) => transform(mode, object, array) },
};

/** Arrays with everything else as their items; without an array, texts when at least one is a text. */
function concat(args: SqlValue[]): SqlValue {
  const values = args.filter((value) => value !== undefined);
  if (values.length !== args.length || values.length === 0) return undefined;
  // `concat(1)` is "1" in AWS's examples.
  if (values.some((value) => Array.isArray(value))) return values.flat() as Json[];
  if (values.length > 1 && !values.some((value) => typeof value === 'string')) return undefined;
  const texts = values.map(toText);
  return texts.includes(undefined) ? undefined : texts.join('');
}

function get(collection: SqlValue, key: SqlValue): SqlValue {
  if (isJsonObject(collection)) return typeof key === 'string' ? member(collection, key) : undefined;
  const index = toInt(key);
  if (index === undefined || index < 0) return undefined;
  return typeof collection === 'string' || Array.isArray(collection) ? (collection[index] as SqlValue) : undefined;
}

/** Gives every object of the array the attributes of the object. */
function transform(mode: SqlValue, object: SqlValue, array: SqlValue): SqlValue {
  if (mode !== 'enrichArray' || !isJsonObject(object) || !Array.isArray(array)) return undefined;
  if (!array.every(isJsonObject)) return undefined;
  return array.map((item) => ({ ...item, ...object }));
}
