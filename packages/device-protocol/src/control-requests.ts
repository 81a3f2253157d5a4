import { type CommandResult, parseCommandResult } from './commands.ts';
import { type FlowIdentity, parseFlowIdentity } from './flow-identity.ts';
import type { RequestFrame } from './frames.ts';
import { isText, type JsonObject, type Parsed, parsed, problem } from './json.ts';
import { parseStateGetRequest, parseStateUpdates, type StateGetRequest, type StateUpdate } from './state-exchange.ts';

/** The topics of control requests that this package knows. */
export const CONTROL_TOPICS = {
  getState: 'deviceState/device/get',
  updateState: 'deviceState/device/update',
  flowDataUrl: 'flow/device/getFlowDataUrl',
  commandResponse: 'command/response',
} as const;

/** A control request, understood. */
export type ControlRequest =
  | { topic: typeof CONTROL_TOPICS.getState; body: StateGetRequest }
  | { topic: typeof CONTROL_TOPICS.updateState; updates: Parsed<StateUpdate>[] }
  | { topic: typeof CONTROL_TOPICS.flowDataUrl; body: FlowIdentity }
  | { topic: typeof CONTROL_TOPICS.commandResponse; result: CommandResult };

/** Cloud: reads the body of a request. Topics that are not known are a problem; answer those with an error frame. */
export function parseControlRequest({ topic, body }: RequestFrame): Parsed<ControlRequest> {
  switch (topic) {
    case CONTROL_TOPICS.getState: {
      const get = parseStateGetRequest(body);
      return get.ok ? parsed({ topic, body: get.value }) : get;
    }
    case CONTROL_TOPICS.updateState: {
      const updates = parseStateUpdates(body);
      return updates.ok ? parsed({ topic, updates: updates.value }) : updates;
    }
    case CONTROL_TOPICS.flowDataUrl: {
      const flow = parseFlowIdentity(body);
      return flow.ok ? parsed({ topic, body: flow.value }) : flow;
    }
    case CONTROL_TOPICS.commandResponse: {
      const result = parseCommandResult(body);
      return result.ok ? parsed({ topic, result: result.value }) : result;
    }
    default:
      return problem(`unknown control topic ${JSON.stringify(topic)}`);
  }
}

/** Device: reads the answer to `flow/device/getFlowDataUrl`. */
export function parseFlowDataUrlAnswer(body: JsonObject): Parsed<string> {
  return isText(body.url) ? parsed(body.url) : problem('the answer has no url');
}
