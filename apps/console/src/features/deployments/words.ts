import type { ActionKind, Deployment, TargetState } from '@thingdock/api';
import { sentenceList } from '../../words/count.ts';
import { TARGET_WORDS } from './progress.ts';

/** What can be asked of devices, as the sheet offers it. */
export const KIND_WORDS: Record<ActionKind, string> = {
  'flow-deploy': 'Deploy flow',
  'flow-remove': 'Remove flow',
  'flow-start': 'Start flow',
  'flow-stop': 'Stop flow',
  'env-set': 'Set environment variables',
  'file-deploy': 'Deploy file',
  'file-remove': 'Remove file',
};

/** What a device is said to be once it is through. */
export const DONE_WORDS: Record<ActionKind, string> = {
  'flow-deploy': 'deployed',
  'flow-remove': 'removed',
  'flow-start': 'started',
  'flow-stop': 'stopped',
  'env-set': 'set',
  'file-deploy': 'deployed',
  'file-remove': 'removed',
};

/** The state of a target in a word that fits what was asked. */
export function targetWord(state: TargetState, kind: ActionKind): string {
  const done = DONE_WORDS[kind];
  return state === 'deployed' ? `${done[0]?.toUpperCase()}${done.slice(1)}` : TARGET_WORDS[state];
}

type Asked = Pick<Deployment, 'kind' | 'asset' | 'variables'>;

/** What a deployment is called: `Deploy line-monitor v14`, `Stop flow`, `Set LINE and SHIFT`. */
export function actionTitle({ kind, asset, variables }: Asked): string {
  const name = asset ? `${asset.name}${asset.version === null ? '' : ` v${asset.version}`}` : undefined;
  switch (kind) {
    case 'flow-deploy':
    case 'file-deploy':
      return name ? `Deploy ${name}` : KIND_WORDS[kind];
    case 'file-remove':
      return asset ? `Remove ${asset.name}` : KIND_WORDS[kind];
    case 'env-set':
      return variables && variables.length > 0 && variables.length <= 3
        ? `Set ${sentenceList(variables)}`
        : KIND_WORDS[kind];
    case 'flow-remove':
    case 'flow-start':
    case 'flow-stop':
      return KIND_WORDS[kind];
  }
}

/** Only these can be taken back or made again from what is known of them; values of variables are not shown. */
export const canRedeploy = ({ kind, asset }: Asked): boolean =>
  kind !== 'env-set' && (asset !== null || !kind.startsWith('file'));
