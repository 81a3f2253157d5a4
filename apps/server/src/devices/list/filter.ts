import {
  type DeviceFilter,
  FLOW_STATES,
  fieldFault,
  SHOWN_STATES,
  STATUS_REASONS,
  type StatusReason,
  TARGET_STATES,
  type TargetState,
} from '@thingdock/api';
import { parseVersion, type Version } from '@thingdock/device-protocol';

export type ShownState = (typeof SHOWN_STATES)[number];
/** The order of a list by status. */
export const SHOWN_ORDER: readonly ShownState[] = SHOWN_STATES;
export type FlowState = (typeof FLOW_STATES)[number];
/** `name`: exactly this one; `below`: every older one. */
export type VersionWish = { name: string } | { below: Version };

/** What devices have to be like. Each member that is there has to be met; of a list, one entry, but all of the tags. */
export type Filter = {
  connectionId?: string;
  name?: { prefix: string } | { part: string };
  states?: readonly ShownState[];
  reasons?: readonly StatusReason[];
  tags?: readonly string[];
  flowId?: string;
  flowStates?: readonly FlowState[];
  deployStates?: readonly TargetState[];
  versions?: readonly VersionWish[];
  licensed?: boolean;
};

/** Reads what a request asks for. Throws `filter_invalid` at a word that is none. */
export function readFilter(asked: DeviceFilter): Filter {
  const filter: Filter = {};
  const { connectionId, flowId, name, tags, agentVersion } = asked;
  if (connectionId) filter.connectionId = connectionId;
  if (flowId) filter.flowId = flowId;
  if (name) filter.name = name.endsWith('*') ? { prefix: name.slice(0, -1) } : { part: name };
  if (asked.status) filter.states = words('status', asked.status, SHOWN_STATES);
  if (asked.reason) filter.reasons = words('reason', asked.reason, STATUS_REASONS);
  if (asked.flowState) filter.flowStates = words('flowState', asked.flowState, FLOW_STATES);
  if (asked.deployState) filter.deployStates = words('deployState', asked.deployState, TARGET_STATES);
  if (tags) filter.tags = parts(tags);
  if (agentVersion) filter.versions = parts(agentVersion).map(readVersion);
  if (asked.licensed) filter.licensed = asked.licensed === 'yes';
  return filter;
}

const parts = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

function words<W extends string>(field: string, text: string, allowed: readonly W[]): W[] {
  return parts(text).map((value) => {
    const word = allowed.find((it) => it === value);
    if (word === undefined) throw fieldFault(field, 'filter_invalid', { value, allowed: allowed.join(', ') });
    return word;
  });
}

function readVersion(text: string): VersionWish {
  if (!text.startsWith('<')) return { name: text };
  const below = parseVersion(text.slice(1)) ?? parseVersion(`${text.slice(1)}.0`);
  if (!below)
    throw fieldFault('agentVersion', 'filter_invalid', { value: text, allowed: 'versions such as 2.18.2 or <2.6' });
  return { below };
}
