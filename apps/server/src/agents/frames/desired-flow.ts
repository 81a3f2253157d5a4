import { type FlowIdentity, isObject, type JsonObject, parseFlowIdentity, valueAt } from '@thingdock/device-protocol';

/** Whether the desired tree tells the device to run exactly this flow of this deployment. */
export function isDesiredFlow(desired: JsonObject | undefined, flow: FlowIdentity): boolean {
  const wanted = desiredFlow(desired);
  return wanted !== undefined && wanted.assetId === flow.assetId && wanted.updateId === flow.updateId;
}

/** The flow that the desired tree tells the device to run. */
export function desiredFlow(desired: JsonObject | undefined): FlowIdentity | undefined {
  const value = desired && valueAt(desired, 'flow.flow');
  const wanted = isObject(value) ? parseFlowIdentity(value) : undefined;
  return wanted?.ok ? wanted.value : undefined;
}
