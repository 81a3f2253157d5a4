import type { DeviceFilter, SHOWN_STATES, StatusReason, TargetState } from '@thingdock/api';
import { sentenceList } from '../../../words/count.ts';
import { TARGET_WORDS } from '../../deployments/progress.ts';
import { REASON_HINTS } from '../status-words.ts';
import { readList } from './search.ts';

export type ShownState = (typeof SHOWN_STATES)[number];

/** Names of what a filter knows by id only. */
export type FilterNames = { connection?: string | undefined; flow?: string | undefined };
type Named = { id: string; name: string };

export const namesOf = (
  { connectionId, flowId }: DeviceFilter,
  connections: readonly Named[],
  flows: readonly Named[] = [],
): FilterNames => ({
  connection: connections.find(({ id }) => id === connectionId)?.name,
  flow: flows.find(({ id }) => id === flowId)?.name,
});

/** One condition in words, and the members of the filter that it stands for. */
export type FilterWord = { key: keyof DeviceFilter; words: string };

const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

// An address may hold any word; what is no reason or state is shown as it is.
const reasonHint = (reason: string): string => REASON_HINTS[reason as StatusReason] ?? reason;
const targetWord = (state: string): string => TARGET_WORDS[state as TargetState]?.toLowerCase() ?? state;

const WORDS: { [Key in keyof DeviceFilter]-?: (word: string, names: FilterNames) => string } = {
  connectionId: (id, { connection }) => `connection is ${connection ?? id}`,
  name: (word) => (/^[^*]+\*$/.test(word) ? `name begins with “${word.slice(0, -1)}”` : `name contains “${word}”`),
  status: (word) => `status is ${either(readList(word))}`,
  reason: (word) => `because: ${either(readList(word).map(reasonHint))}`,
  tags: (word) => `tagged ${sentenceList(readList(word))}`,
  flowId: (id, { flow }) => `has flow ${flow ?? id}`,
  flowState: (word) => `flow is ${either(readList(word).map((state) => (state === 'error' ? 'in error' : state)))}`,
  deployState: (word) => `last deployment ${either(readList(word).map(targetWord))}`,
  agentVersion: (word) =>
    `agent ${either(readList(word).map((it) => (it.startsWith('<') ? `below ${it.slice(1)}` : it)))}`,
  licensed: (word) => (word === 'yes' ? 'has a licence' : 'has no licence'),
};

/** The filter as a person would say it, condition by condition. */
export function filterWords(filter: DeviceFilter, names: FilterNames = {}): FilterWord[] {
  return (Object.keys(WORDS) as (keyof DeviceFilter)[]).flatMap((key) => {
    const word = filter[key];
    return word === undefined ? [] : [{ key, words: WORDS[key](word, names) }];
  });
}
