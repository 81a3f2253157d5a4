import { ApiError } from '@thingdock/api';

/** What an error says about single fields, by field: the sentences that stand beside them. */
export function fieldErrors(error: unknown): Partial<Record<string, string>> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.errors.map(({ field, detail }) => [field, detail]));
}

/** Whether an error names any of these fields, so that it is told there and nowhere else. */
export function isToldAtField(error: unknown, fields: readonly string[]): boolean {
  return Object.keys(fieldErrors(error)).some((field) => fields.includes(field));
}
