import type { ActionKind, Preview } from '@thingdock/api';
import { count, sentenceList } from '../../../words/count.ts';
import type { AssetChoice, Draft } from './draft.ts';
import { hasVersion } from './draft.ts';

type Known = Pick<Draft, 'kind' | 'asset' | 'how' | 'variables'>;

/** Exactly what the button does: `Deploy line-monitor v14 to 12 devices in 3 phases`. */
export function deployLabel({ kind, asset, how, variables }: Known, targets: number, phases: number): string {
  const where = `${PREPOSITION[kind]} ${count(targets, 'device')}`;
  const parts = [
    doing(kind, asset, variables.length === 0),
    targets > 0 && where,
    targets > 0 && how.phased && phases > 1 && `in ${count(phases, 'phase')}`,
  ];
  const label = parts.filter((part) => typeof part === 'string').join(' ');
  return how.scheduled && how.at !== '' ? `Schedule: ${label[0]?.toLowerCase()}${label.slice(1)}` : label;
}

const PREPOSITION: Record<ActionKind, string> = {
  'flow-deploy': 'to',
  'flow-remove': 'from',
  'flow-start': 'on',
  'flow-stop': 'on',
  'env-set': 'on',
  'file-deploy': 'to',
  'file-remove': 'from',
};

function doing(kind: ActionKind, asset: AssetChoice | undefined, none: boolean): string {
  const name = asset ? `${asset.name}${hasVersion(kind) && asset.version ? ` v${asset.version}` : ''}` : undefined;
  switch (kind) {
    case 'flow-deploy':
    case 'file-deploy':
      return name ? `Deploy ${name}` : 'Deploy';
    case 'file-remove':
      return name ? `Remove ${name}` : 'Remove';
    case 'flow-remove':
      return 'Remove the flow';
    case 'flow-start':
      return 'Start the flow';
    case 'flow-stop':
      return 'Stop the flow';
    case 'env-set':
      return none ? 'Take all variables away' : 'Set the variables';
  }
}

/** What harm it may do, to be agreed to; `undefined` when it does none. */
export function harmOf({ kind, asset, variables }: Pick<Draft, 'kind' | 'asset' | 'variables'>): string | undefined {
  switch (kind) {
    case 'flow-remove':
      return 'The flow stops and goes from these devices.';
    case 'flow-stop':
      return 'The flow stops on these devices until somebody starts it.';
    case 'file-remove':
      return `${asset?.name ?? 'The file'} is deleted from these devices; flows that read it find it no more.`;
    case 'file-deploy':
      return asset?.executes ? `${asset.name} is executed on these devices as the agent’s user.` : undefined;
    case 'flow-deploy':
    case 'flow-start':
      return undefined;
    case 'env-set':
      return variables.length === 0 ? 'The flow loses all its variables on these devices.' : undefined;
  }
}

type Counts = Pick<Preview, 'targets' | 'online' | 'offline' | 'refused'>;

/** `12 devices: 9 now and 3 offline will wait; 1 of them cannot.` */
export function previewLine({ targets, online, offline, refused }: Counts): string {
  if (targets === 0) return 'No device matches.';
  const parts = [
    online > 0 && `${online.toLocaleString('en-US')} now`,
    offline > 0 && `${offline.toLocaleString('en-US')} offline will wait`,
  ].filter((part) => part !== false);
  const cannot = refused === 0 ? '' : `; ${refused.toLocaleString('en-US')} of them cannot`;
  return `${count(targets, 'device')}: ${sentenceList(parts)}${cannot}.`;
}

type Finding = Preview['devices'][number]['findings'][number];

/** What a finding says of one device, and of several. */
const FINDING_WORDS: Record<Finding, readonly [one: string, several: string]> = {
  offline: ['is offline and gets it when it connects', 'are offline and get it when they connect'],
  never_seen: ['was never seen and gets it when its agent comes', 'were never seen and get it when their agents come'],
  agent_too_old: ['has an agent that is too old', 'have an agent that is too old'],
  agent_unknown: ['has an agent that is not known yet', 'have an agent that is not known yet'],
  licence_missing: ['has no licence', 'have no licence'],
  too_large: ['has no room for it', 'have no room for it'],
  same_version: ['has this already', 'have this already'],
  busy: ['is busy with an earlier action, which ends', 'are busy with an earlier action, which ends'],
  gone: ['is gone from AWS', 'are gone from AWS'],
};

export function findingLine(finding: Finding, devices: number): string {
  return `${count(devices, 'device')} ${FINDING_WORDS[finding][devices === 1 ? 0 : 1]}.`;
}
