import { isObject } from '@thingdock/device-protocol';

/** The text that the device acknowledged last, going by its shadow. */
export function acknowledged(shadow: { state: { reported?: unknown } } | undefined): unknown {
  const reported = shadow?.state.reported;
  return isObject(reported) ? reported.message : undefined;
}
