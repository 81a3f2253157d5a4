import { isJsonObject, type Json } from '../../json.ts';
import type { SqlValue } from './values.ts';

/** Sets what `AS a.b` names; objects on the way are copied, anything else there is replaced. A column without a value is left out. */
export function put(output: Map<string, Json>, [name = '', ...rest]: readonly string[], value: SqlValue): void {
  if (value === undefined) return;
  if (rest.length === 0) return void output.set(name, value);
  const before = output.get(name);
  const inner = new Map(isJsonObject(before) ? Object.entries(before) : []);
  put(inner, rest, value);
  output.set(name, Object.fromEntries(inner));
}
