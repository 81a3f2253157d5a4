import { commandTopic, encodeCommand, type FlowIdentity, parseThingName } from '@thingdock/device-protocol';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import { eachBounded } from '../platform/bounded.ts';
import type { Counters } from '../platform/counters.ts';
import type { Logger } from '../platform/logger.ts';

export type CancelDeps = { connections: Pick<Connections, 'aws'>; counters: Counters; log: Logger };

/** A flow that a device is at, which it is to leave. */
export type DeployCancel = { thingName: string; flow: FlowIdentity };

const AT_ONCE = 8;
/** Agents take ids of 16 bits. */
const IDS = 65_535;

/**
 * Asks devices to stop what they install. A courtesy: what they are to run stands in their desired state already, and a
 * device that misses this word goes back after it is done.
 */
export async function cancelDeploys(
  { connections, counters, log }: CancelDeps,
  connection: ConnectionRef,
  cancels: readonly DeployCancel[],
): Promise<void> {
  if (cancels.length === 0) return;
  const { iotData } = await connections.aws(connection.id);
  await eachBounded(cancels, AT_ONCE, async ({ thingName, flow }) => {
    const thing = parseThingName(thingName);
    if (!thing.ok) return;
    const id = Number.parseInt(flow.updateId.slice(0, 4), 16) % IDS || 1;
    try {
      await iotData.publish(commandTopic(thing.value), encodeCommand({ op: 'deployCancel', id, body: flow }), 1);
      counters.add('agents.cancels');
    } catch (error) {
      const fields = { event: 'agents.cancel_failed', connection: connection.id, thing: thingName, err: error };
      log.warn(fields, 'could not ask a device to stop a deployment; it goes back after it is done');
    }
  });
}
