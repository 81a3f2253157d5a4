import {
  CONTROL_TOPICS,
  type ControlRequest,
  type JsonObject,
  type StateGetRequest,
  stateElement,
} from '@thingdock/device-protocol';
import type { FlowUrls } from '../flow-urls.ts';
import type { AgentKey } from '../tables.ts';
import type { Tree, Trees } from '../tree-store.ts';
import { isDesiredFlow } from './desired-flow.ts';
import type { DeviceWord } from './effect.ts';
import { reportedMonitoring } from './monitoring.ts';
import { statesOf, type UpdateOutcome, updateState } from './update-state.ts';

/** What a request leads to: its answer, and what is to be kept. */
export type Handled = Accepted | { refusal: string };

export type Accepted = Partial<Pick<UpdateOutcome, 'agent' | 'monitoring' | 'flowStatusChanged'>> & {
  body: JsonObject;
  words: DeviceWord[];
  /** New revisions of trees. */
  changed: readonly Tree[];
  /** Revision of the desired tree that the answer carries; `null`: there is none. */
  fetched?: number | null;
};

export type HandleDeps = { clock: { now(): number }; flowUrls: Pick<FlowUrls, 'issue'> };

/** Answers a control request of a device over the trees that are kept of it. */
export function handle(
  { clock, flowUrls }: HandleDeps,
  { key, request, receivedAt }: { key: AgentKey; request: ControlRequest; receivedAt: number },
  trees: Trees | undefined,
): Handled {
  switch (request.topic) {
    case CONTROL_TOPICS.getState:
      return getState(request.body, trees);
    case CONTROL_TOPICS.updateState: {
      const { results, ...outcome } = updateState(key, trees, request.updates, { receivedAt, now: clock.now() });
      return { ...outcome, body: { updates: results } as unknown as JsonObject };
    }
    case CONTROL_TOPICS.flowDataUrl:
      if (!isDesiredFlow(trees?.get('desired')?.state, request.body))
        return { refusal: 'this flow is not meant for the device' };
      return { body: { url: flowUrls.issue({ ...key, ...request.body }) }, words: [], changed: [] };
    case CONTROL_TOPICS.commandResponse:
      return { body: {}, words: [], changed: [] };
  }
}

function getState(get: StateGetRequest, trees: Trees | undefined): Accepted {
  const states = get.states.map((asked) => stateElement(asked, trees?.get(asked.type), get.ref === true));
  // A connection that was made anew learns here what the device said under the one before.
  const monitoring = reportedMonitoring(trees?.get('reported')?.state);
  const desired = get.states.some((asked) => asked.type === 'desired');
  return {
    body: { states } as unknown as JsonObject,
    words: desired ? [{ about: 'fetched', ...statesOf(trees) }] : [],
    changed: [],
    ...(monitoring === undefined ? {} : { monitoring }),
    ...(desired ? { fetched: trees?.get('desired')?.meta?.uId ?? null } : {}),
  };
}
