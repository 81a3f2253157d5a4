import { Fault, type FieldError } from '@thingdock/api';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

type SchemaError = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

/** Compiles a schema into a check that returns the value, or throws `validation_failed` naming every field that is wrong. */
export function validator(schema: TSchema): (value: unknown) => unknown {
  const compiled = Compile(schema);
  return (value) => {
    const unstorable = withNul(value);
    if (unstorable.length > 0) throw new Fault('validation_failed', { errors: unstorable });
    if (compiled.Check(value)) return value;
    throw new Fault('validation_failed', { errors: compiled.Errors(value).flatMap(toFieldErrors) });
  };
}

function toFieldErrors(error: SchemaError): FieldError[] {
  const at = (name?: string) => [...error.instancePath.split('/').filter(Boolean), ...(name ? [name] : [])].join('.');
  const params = error.params as { requiredProperties?: string[]; additionalProperties?: string[] };
  if (params.requiredProperties)
    return params.requiredProperties.map((name) => ({
      field: at(name),
      code: 'required',
      detail: `${at(name)} is missing.`,
    }));
  if (params.additionalProperties)
    return params.additionalProperties.map((name) => ({
      field: at(name),
      code: 'unknown_field',
      detail: `There is no field ${at(name)} here.`,
    }));
  // Each unknown member is reported twice; the line above is the readable one.
  if (error.keyword === 'boolean') return [];
  return [{ field: at() || '(body)', code: error.keyword, detail: `${at() || 'The body'} ${error.message}.` }];
}

/** PostgreSQL stores every character but U+0000, so no text may hold it. */
function withNul(value: unknown, path: readonly string[] = []): FieldError[] {
  if (typeof value === 'string') {
    const field = path.join('.') || '(body)';
    const detail = `${field} holds the character U+0000, which cannot be stored.`;
    return value.includes('\0') ? [{ field, code: 'character_not_allowed', detail }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => withNul(inner, [...path, name]));
}
