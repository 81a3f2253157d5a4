import type { Device } from '@thingdock/api';

/** What was asked for and what the device says, so that the two never disagree in silence. */
export function monitoringWords({ monitoring: { wanted, reported }, licensed }: Device): string {
  if (!licensed) return 'Begins with a licence';
  const asked = wanted ? 'on' : 'off';
  if (reported === null) return `Asked to be ${asked}; the device has not said so yet`;
  if (reported === wanted) return `${wanted ? 'On' : 'Off'}, as the device says itself`;
  return `Asked to be ${asked}; the device still has it ${reported ? 'on' : 'off'} and will switch when it hears of it`;
}
