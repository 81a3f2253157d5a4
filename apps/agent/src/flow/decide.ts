import { type FlowIdentity, isObject, type JsonObject, parseFlowIdentity, valueAt } from '@thingdock/device-protocol';

/** A flow that is installed on this device, in a folder of its own below `versions`. */
export type InstalledFlow = FlowIdentity & { folder: string; installedAt: number };

/** What the device remembers about flows across restarts. */
export type FlowMemory = {
  /** The flow to run. */
  current?: InstalledFlow;
  /** The one before, kept on disk. */
  previous?: InstalledFlow;
  /** The deployment that failed last: it is not tried again until the cloud gives it a new `updateId`. */
  failed?: FlowIdentity & { message: string; ts: number };
};

export type FlowDecision = { kind: 'deploy'; flow: FlowIdentity } | { kind: 'nothing' };

/** Whether the desired state asks for a deployment. `running` is the deployment that is going on, if one is. */
export function decideFlow(desired: JsonObject, memory: FlowMemory, running: FlowIdentity | undefined): FlowDecision {
  const flow = valueAt(desired, 'flow.flow');
  if (!isObject(flow)) return { kind: 'nothing' };
  const wanted = parseFlowIdentity(flow);
  if (!wanted.ok) return { kind: 'nothing' };
  const settled = running ? [running] : [memory.current, memory.failed];
  if (settled.some((known) => known && sameFlow(known, wanted.value))) return { kind: 'nothing' };
  return { kind: 'deploy', flow: wanted.value };
}

function sameFlow(a: FlowIdentity, b: FlowIdentity): boolean {
  return a.assetId === b.assetId && a.updateId === b.updateId;
}

/** Reads the memory file; undefined when it is not one. A name of a folder never leads out of `versions`. */
export function parseFlowMemory(raw: unknown): FlowMemory | undefined {
  if (!isObject(raw)) return undefined;
  const current = parseInstalled(raw.current);
  const previous = parseInstalled(raw.previous);
  const failed = isObject(raw.failed) ? parseFlowIdentity(raw.failed) : undefined;
  if (current === 'wrong' || previous === 'wrong') return undefined;
  const { message, ts } = isObject(raw.failed) ? raw.failed : {};
  return {
    ...(current ? { current } : {}),
    ...(previous ? { previous } : {}),
    ...(failed?.ok && typeof message === 'string' && typeof ts === 'number'
      ? { failed: { ...failed.value, message, ts } }
      : {}),
  };
}

function parseInstalled(raw: unknown): InstalledFlow | undefined | 'wrong' {
  if (raw === undefined) return undefined;
  if (!isObject(raw)) return 'wrong';
  const identity = parseFlowIdentity(raw);
  const { folder, installedAt } = raw;
  if (!identity.ok || typeof folder !== 'string' || !/^[\w-]+$/.test(folder)) return 'wrong';
  return { ...identity.value, folder, installedAt: typeof installedAt === 'number' ? installedAt : 0 };
}
