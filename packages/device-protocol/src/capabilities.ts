import type { AgentInfo } from './agent-info.ts';
import { compareVersions, parseVersion, type Version } from './versions.ts';

/** What an agent may or may not be able to do. */
export const CAPABILITIES = [
  'flowDeploy',
  'flowRemove',
  'flowEnable',
  'envVariables',
  'files',
  'cancel',
  'notes',
  'disabledNodes',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/**
 * - `flow`: how it takes a flow: from its desired state, by a `deploy` message in the shadow, or not at all
 * - `flowRemove`, `flowEnable`, `envVariables`, `files`: the members of the desired state that it follows
 * - `cancel`: `deployCancel` on the command topic
 * - `notes`: gives the cloud's notes (`extRef`) back
 * - `disabledNodes`: leaves nodes off that were switched off in the editor; older ones run them
 */
export type Capabilities = { flow: 'state' | 'message' | 'none' } & Record<Exclude<Capability, 'flowDeploy'>, boolean>;

/** Type of the agent of the field, and of ours. */
export const FIELD_AGENT = 'enebular-agent';
export const OWN_AGENT = 'thingdock-agent';

/**
 * A connected device that says nothing about its agent runs one from before 2.3.0, which only then began to. Of a device
 * that was never seen nothing follows at all.
 */
export const SILENT_AGENT: AgentInfo = { type: FIELD_AGENT, v: '2.2.0' };

/**
 * From which version of the field's agent on. It is read from its public repository, tags 2.0.0 to 2.18.2, and seen on the
 * wire with 2.4.0, 2.9.1 and 2.18.2. Files exist since 2.3.0, but 2.3 and 2.4 fetch their desired state over an HTTP API
 * that only their own cloud has: what counts here is the state over control messages, 2.5.0.
 */
const SINCE: Record<Capability, Version> = {
  flowDeploy: [2, 0, 0],
  flowRemove: [2, 5, 0],
  flowEnable: [2, 6, 0],
  envVariables: [2, 17, 1],
  files: [2, 5, 0],
  cancel: [2, 14, 0],
  notes: [2, 8, 0],
  disabledNodes: [2, 15, 0],
};
/** From here on a flow can come by device state; before, by message only. Both up to 2.12. */
const FLOW_BY_STATE: Version = [2, 5, 0];

/**
 * What an agent can do. Ours can everything. An agent that is not known, or whose version cannot be read, counts as a
 * current one: it may well be somebody's own, and refusing it for its name would help nobody.
 */
export function capabilitiesOf(agent: AgentInfo | undefined): Capabilities {
  const version = agent?.type === FIELD_AGENT ? parseVersion(agent.v) : undefined;
  const can = (capability: Capability) => version === undefined || compareVersions(version, SINCE[capability]) >= 0;
  const byState = version === undefined || compareVersions(version, FLOW_BY_STATE) >= 0;
  return {
    flow: byState ? 'state' : can('flowDeploy') ? 'message' : 'none',
    flowRemove: can('flowRemove'),
    flowEnable: can('flowEnable'),
    envVariables: can('envVariables'),
    files: can('files'),
    cancel: can('cancel'),
    notes: can('notes'),
    disabledNodes: can('disabledNodes'),
  };
}

/** The version of the field's agent that a capability needs, as users read it: `2.17.1`. */
export function minimumVersion(capability: Capability): string {
  return SINCE[capability].join('.');
}

/**
 * AWS IoT drops a client after 1.5 times its keep-alive, which counts as 30 s at least:
 * https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
const SHORT_SILENCE_SECONDS = 45;
/** Keep-alive 300 s, as the field's agent has it since its SDK 2. */
const LONG_SILENCE_SECONDS = 450;
const LONG_SINCE: Version = [2, 15, 5];

/**
 * After how many seconds of silence a lost connection of an agent is noticed: ours keeps alive every 30 s unless its
 * configuration says otherwise, the field's every 10 s until 2.15.5. `undefined`: nobody knows.
 */
export function noticedAfter(agent: AgentInfo | undefined): number | undefined {
  if (agent?.type === OWN_AGENT) return SHORT_SILENCE_SECONDS;
  const version = agent?.type === FIELD_AGENT ? parseVersion(agent.v) : undefined;
  if (version === undefined) return undefined;
  return compareVersions(version, LONG_SINCE) >= 0 ? LONG_SILENCE_SECONDS : SHORT_SILENCE_SECONDS;
}
