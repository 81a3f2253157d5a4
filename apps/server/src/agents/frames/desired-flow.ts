import { type FlowIdentity, isObject, type JsonObject, parseFlowIdentity, valueAt } from '@thingdock/device-protocol';

/** Whether the desired tree tells the device to run exactly this flow of this deployment. */
export function isDesiredFlow(desired: JsonObject | undefined, flow: FlowIdentity): boolean {
  const value = desired && valueAt(desired, 'flow.flow');
  const wanted = isObject(value) ? parseFlowIdentity(value) : undefined;
  return wanted?.ok === true && wanted.value.assetId === flow.assetId && wanted.value.updateId === flow.updateId;
}
