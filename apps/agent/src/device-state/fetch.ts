import {
  CONTROL_TOPICS,
  parseStateGetAnswer,
  type StateDocument,
  type StateElement,
  type StateType,
} from '@thingdock/device-protocol';
import type { Messenger } from '../messenger/messenger.ts';
import { decideElement } from './apply.ts';

export type Fetched = {
  /** Trees to take over. */
  documents: StateDocument[];
  /** Trees that the device holds and must no longer believe in. */
  doubtful: StateType[];
  /** What was wrong with the answer, in words. */
  problems: string[];
};

/** Asks the cloud for trees, naming the revisions that the device holds. Rejects when there is no usable answer. */
export async function fetchStates(
  types: readonly StateType[],
  held: ReadonlyMap<StateType, StateDocument>,
  { messenger, fqDeviceId }: { messenger: Pick<Messenger, 'request'>; fqDeviceId: string },
): Promise<Fetched> {
  const states = types.map((type) => {
    const base = held.get(type)?.meta?.uId;
    return { type, ...(base === undefined ? {} : { baseUpdateId: base }) };
  });
  const answer = parseStateGetAnswer(await messenger.request(CONTROL_TOPICS.getState, { states, ref: true }));
  if (!answer.ok) throw new Error(answer.problem);
  return judge(answer.value.elements, answer.value.problems, held, fqDeviceId);
}

function judge(
  elements: readonly StateElement[],
  problems: readonly string[],
  held: ReadonlyMap<StateType, StateDocument>,
  fqDeviceId: string,
): Fetched {
  const fetched: Fetched = { documents: [], doubtful: [], problems: [...problems] };
  for (const element of elements) {
    const decision = decideElement(fqDeviceId, held.get(element.type), element);
    if (decision.kind === 'store') fetched.documents.push(decision.document);
    if (decision.kind !== 'wrong') continue;
    fetched.doubtful.push(element.type);
    fetched.problems.push(decision.problem);
  }
  return fetched;
}
