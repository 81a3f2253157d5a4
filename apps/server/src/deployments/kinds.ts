import type { ActionKind } from '@thingdock/api';

/**
 * What of a device an action is about: its flow, whether Node-RED runs, its environment variables, or one file. A newer
 * action on the same subject takes over from an older one; different subjects do not touch each other.
 */
export type Subject = 'flow' | 'enable' | 'variables' | `file:${string}`;

/** The subject of an action. `assetId`: the id of its file, where it is about one. */
export function subjectOf(kind: ActionKind, assetId: string | null): Subject {
  switch (kind) {
    case 'flow-deploy':
    case 'flow-remove':
      return 'flow';
    case 'flow-start':
    case 'flow-stop':
      return 'enable';
    case 'env-set':
      return 'variables';
    case 'file-deploy':
    case 'file-remove':
      return `file:${assetId ?? ''}`;
  }
}

/** Kinds that put files on devices or take them away, which only managers may. */
export const isFileKind = (kind: ActionKind): boolean => kind === 'file-deploy' || kind === 'file-remove';
