import type { Device } from '@thingdock/api';
import { type Capability, capabilitiesOf, minimumVersion } from '@thingdock/device-protocol/capabilities';

/** What somebody would miss, in the words of this console. */
const WORDS: readonly (readonly [Exclude<Capability, 'flowDeploy'>, string])[] = [
  ['flowRemove', 'remove a flow'],
  ['flowEnable', 'start and stop a flow'],
  ['envVariables', 'take environment variables'],
  ['files', 'take files'],
  ['cancel', 'break off a deployment'],
  ['disabledNodes', 'leave nodes off that were switched off in the editor'],
];

export type Missing = { what: string; minimum: string };

/** What the agent of a device cannot do, and from which version on it could. Nothing while no agent was seen. */
export function cannot({ agentType, agentVersion }: Pick<Device, 'agentType' | 'agentVersion'>): Missing[] {
  if (agentType === null || agentVersion === null) return [];
  const can = capabilitiesOf({ type: agentType, v: agentVersion });
  return WORDS.filter(([capability]) => !can[capability]).map(([capability, what]) => ({
    what,
    minimum: minimumVersion(capability),
  }));
}
