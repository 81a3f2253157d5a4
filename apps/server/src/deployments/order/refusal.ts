import {
  type AgentInfo,
  type Capabilities,
  type Capability,
  capabilitiesOf,
  minimumVersion,
} from '@thingdock/device-protocol';
import type { Wanted } from '../wanted.ts';

/** What decides whether a device can do what is wanted. */
export type DeviceAbility = { agent: AgentInfo | null; licensed: boolean; gone: boolean };

export type Refusal = { finding: 'gone' | 'agent_too_old' | 'licence_missing'; text: string };

/** Why a device cannot do what is wanted, in words with the way out; `undefined`: it can. */
export function refusalOf({ agent, licensed, gone }: DeviceAbility, wanted: Wanted): Refusal | undefined {
  if (gone) return { finding: 'gone', text: 'AWS has no such thing any more.' };
  const lacking = lacks(capabilitiesOf(agent ?? undefined), wanted);
  if (lacking && agent) {
    const text = `${WORDS[lacking]} the agent in version ${minimumVersion(lacking)} or newer; this one is ${agent.v}. Update it.`;
    return { finding: 'agent_too_old', text };
  }
  if ((wanted.what === 'file' || wanted.what === 'no-file') && !licensed)
    return { finding: 'licence_missing', text: 'Files need a licence for the device. Register one.' };
  return undefined;
}

/** Whether the flow has to be ordered by a message, because the agent does not follow its desired state. */
export const byMessage = (agent: AgentInfo | null, wanted: Wanted): boolean =>
  wanted.what === 'flow' && capabilitiesOf(agent ?? undefined).flow === 'message';

function lacks(can: Capabilities, { what }: Wanted): Capability | undefined {
  if (what === 'flow') return can.flow === 'none' ? 'flowDeploy' : undefined;
  if (what === 'no-flow') return can.flowRemove ? undefined : 'flowRemove';
  if (what === 'enable') return can.flowEnable ? undefined : 'flowEnable';
  if (what === 'variables') return can.envVariables ? undefined : 'envVariables';
  return can.files ? undefined : 'files';
}

const WORDS: Readonly<Record<Capability, string>> = {
  flowDeploy: 'Flows need',
  flowRemove: 'Taking a flow away needs',
  flowEnable: 'Starting and stopping flows needs',
  envVariables: 'Environment variables need',
  files: 'Files need',
  cancel: 'Cancelling needs',
  notes: 'Notes need',
  disabledNodes: 'Nodes that are switched off need',
};
