import type { PREVIEW_FINDINGS, Preview } from '@thingdock/api';
import type { DeviceAbility } from '../order/refusal.ts';
import { refusalOf } from '../order/refusal.ts';
import { type Had, sameWanted, type Wanted, wantedText } from '../wanted.ts';

export type Finding = (typeof PREVIEW_FINDINGS)[number];

/** What is known of a device that may become a target. */
export type DeviceFacts = DeviceAbility & {
  name: string;
  /** By its own word, whether or not that is shown. */
  status: 'connected' | 'disconnected' | 'unknown';
  /** An agent was seen at least once. */
  speaks: boolean;
  /** Bytes of its trees. */
  size: number;
  had: Had;
  /** An older order on the same subject is open. */
  busy: boolean;
};

export type Examined = {
  device: string;
  status: string;
  agentVersion: string | null;
  current: string | null;
  findings: Finding[];
  refused: boolean;
  text: string | null;
};

/** The largest state that is sent to a device, and the bytes that an order adds to it. */
export type SizeRule = { limit: number; added: number };

/** What an action would meet at a device. Nothing but these facts counts. */
export function examine(facts: DeviceFacts, wanted: Wanted, { limit, added }: SizeRule): Examined {
  const refusal = refusalOf(facts, wanted);
  const tooLarge = facts.size + added > limit;
  const findings: Finding[] = [
    ...(refusal ? [refusal.finding] : []),
    ...(tooLarge ? (['too_large'] as const) : []),
    ...whereabouts(facts),
    ...(sameWanted(wanted, facts.had) ? (['same_version'] as const) : []),
    ...(facts.busy ? (['busy'] as const) : []),
  ];
  const largeText = `Its state would be ${facts.size + added} bytes; devices take at most ${limit}. Remove other files first.`;
  return {
    device: facts.name,
    status: facts.gone ? 'gone' : facts.status,
    agentVersion: facts.agent?.v ?? null,
    current: wantedText(facts.had),
    findings,
    refused: refusal !== undefined || tooLarge,
    text: refusal?.text ?? (tooLarge ? largeText : findings.length > 0 ? textOf(findings) : null),
  };
}

function whereabouts({ gone, speaks, agent, status }: DeviceFacts): Finding[] {
  if (gone) return [];
  if (!speaks) return ['never_seen'];
  const unknown: Finding[] = agent === null ? ['agent_unknown'] : [];
  return status === 'connected' ? unknown : [...unknown, 'offline'];
}

const TEXTS: Readonly<Partial<Record<Finding, string>>> = {
  offline: 'It is offline and gets this when it comes back.',
  never_seen: 'It was never seen and gets this when its agent connects.',
  agent_unknown: 'It has not said which agent it runs.',
  same_version: 'It has this already and does it again.',
  busy: 'An order that has not ended there is replaced by this one.',
};

const textOf = (findings: readonly Finding[]): string => findings.flatMap((finding) => TEXTS[finding] ?? []).join(' ');

/** Puts what was found together: counts over all, and the devices of which there is most to say. */
export function summarisePreview(
  examined: readonly Examined[],
  rest: Pick<Preview, 'phases' | 'startsAt'>,
  shown: number,
): Preview {
  const count = (test: (one: Examined) => boolean) => examined.filter(test).length;
  const findings: Record<string, number> = {};
  const from = new Map<string | null, number>();
  for (const one of examined) {
    for (const finding of one.findings) findings[finding] = (findings[finding] ?? 0) + 1;
    from.set(one.current, (from.get(one.current) ?? 0) + 1);
  }
  const weight = (one: Examined) => (one.refused ? 2 : 0) + (one.findings.length > 0 ? 1 : 0);
  const devices = examined.toSorted((a, b) => weight(b) - weight(a) || (a.device < b.device ? -1 : 1)).slice(0, shown);
  return {
    targets: examined.length,
    online: count(({ status }) => status === 'connected'),
    offline: count(({ status }) => status !== 'connected'),
    refused: count(({ refused }) => refused),
    findings,
    changes: [...from].map(([current, devices]) => ({ from: current, devices })).sort((a, b) => b.devices - a.devices),
    ...rest,
    devices,
  };
}
