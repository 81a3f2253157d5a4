import {
  desiredFlow,
  type FlowIdentity,
  isObject,
  type JsonObject,
  parseFlowIdentity,
  STATE_PATHS,
  valueAt,
} from '@thingdock/device-protocol';

/** A flow that is installed on this device, in a folder of its own below `versions`. */
export type InstalledFlow = FlowIdentity & {
  folder: string;
  installedAt: number;
  /** It came by a message: that the desired state has none does not mean that it is to go. */
  ordered?: true;
  /** Revision of the desired state that asked for it. */
  uId?: number;
};

/** What the device remembers about flows across restarts. */
export type FlowMemory = {
  /** The flow to run. */
  current?: InstalledFlow;
  /** The one before, kept on disk. */
  previous?: InstalledFlow;
  /** The deployment that failed last: it is not tried again until the cloud gives it a new `updateId`. */
  failed?: FlowIdentity & { message: string; ts: number };
};

export type FlowDecision =
  | { kind: 'deploy'; flow: FlowIdentity }
  | { kind: 'remove'; flow: FlowIdentity }
  | { kind: 'nothing' };

/**
 * Whether the desired state asks for a deployment, or for the removal of what there is. `running` is the deployment that is
 * going on, if one is. `desired` is undefined as long as the cloud has said nothing, `uId` its revision: a tree that is
 * older than the one which brought the flow is another tree (the connection was made anew), and no order to remove.
 */
export function decideFlow(
  desired: JsonObject | undefined,
  memory: FlowMemory,
  running: FlowIdentity | undefined,
  uId = Number.POSITIVE_INFINITY,
): FlowDecision {
  if (!desired) return { kind: 'nothing' };
  const wanted = desiredFlow(desired);
  if (!wanted) return decideRemoval(desired, memory, running, uId);
  const settled = running ? [running] : [memory.current, memory.failed];
  if (settled.some((known) => known && sameFlow(known, wanted))) return { kind: 'nothing' };
  return { kind: 'deploy', flow: wanted };
}

/** What cannot be read is no order to remove. */
function decideRemoval(
  desired: JsonObject,
  memory: FlowMemory,
  running: FlowIdentity | undefined,
  uId: number,
): FlowDecision {
  const flow = running ?? memory.current ?? memory.failed;
  const { ordered = false, uId: since = 0 } = (!running && memory.current) || {};
  if (!flow || ordered || uId <= since || valueAt(desired, STATE_PATHS.flow) !== undefined) return { kind: 'nothing' };
  return { kind: 'remove', flow: { assetId: flow.assetId, updateId: flow.updateId } };
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
  const { folder, installedAt, ordered, uId } = raw;
  if (!identity.ok || typeof folder !== 'string' || !/^[\w-]+$/.test(folder)) return 'wrong';
  const at = typeof installedAt === 'number' ? installedAt : 0;
  return {
    ...identity.value,
    folder,
    installedAt: at,
    ...(ordered === true ? { ordered } : {}),
    ...(typeof uId === 'number' ? { uId } : {}),
  };
}
