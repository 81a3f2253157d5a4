import {
  applyChange,
  CONTROL_TOPICS,
  errorResponse,
  type FlowReport,
  type FlowStatus,
  fqDeviceId,
  type JsonObject,
  nextMeta,
  okResponse,
  parseControlRequest,
  parseFlowReport,
  parseFlowStatus,
  type RequestFrame,
  type ResponseFrame,
  type StateDocument,
  type StateOperation,
  type StateType,
  stateElement,
  type ThingName,
  valueAt,
} from '@thingdock/device-protocol';

/** What the cloud holds of one device: its three trees, and every report in order. */
export type Twin = {
  change(type: StateType, operation: StateOperation): void;
  get(type: StateType): JsonObject;
  /** All reports about the flow, as `updateId state`. */
  reports: string[];
  /** Answers to commands, as `updateId result`, with the message behind. */
  results: string[];
  flow(): FlowReport | undefined;
  status(): FlowStatus | undefined;
  answer(frame: RequestFrame, flowUrl: (key: string) => string | undefined): ResponseFrame;
};

export function createTwin(thing: ThingName, connectionId: string): Twin {
  const documents = new Map<StateType, StateDocument>();
  const reports: string[] = [];
  const results: string[] = [];

  function change(type: StateType, operation: StateOperation): void {
    const before = documents.get(type);
    const changed = applyChange(before?.state ?? {}, operation);
    if (!changed.ok) throw new Error(changed.problem);
    const state = changed.value;
    const id = fqDeviceId(connectionId, thing);
    const meta = nextMeta({ fqDeviceId: id, type, state, previous: before?.meta, now: Date.now() });
    documents.set(type, { type, state, meta, ref: {} });
    const report = type === 'reported' && operation.op === 'set' ? parseFlowReport(operation.state) : undefined;
    if (report?.ok) reports.push(`${report.value.updateId} ${report.value.state}`);
  }

  const get = (type: StateType) => documents.get(type)?.state ?? {};

  return {
    ...{ change, get, reports, results },
    flow() {
      const report = parseFlowReport(valueAt(get('reported'), 'flow.flow'));
      return report.ok ? report.value : undefined;
    },
    status() {
      const status = parseFlowStatus(valueAt(get('status'), 'flow'));
      return status.ok ? status.value : undefined;
    },
    answer(frame, flowUrl) {
      const request = parseControlRequest(frame);
      if (!request.ok) return errorResponse(frame.id, request.problem);
      const understood = request.value;
      if (understood.topic === CONTROL_TOPICS.getState) {
        const states = understood.body.states.map((asked) => stateElement(asked, documents.get(asked.type), true));
        return okResponse(frame.id, { states });
      }
      if (understood.topic === CONTROL_TOPICS.updateState) {
        const updates = understood.updates.map((update) => {
          if (update.ok) change(update.value.type, update.value);
          return { success: update.ok, ...(update.ok ? {} : { message: update.problem }) };
        });
        return okResponse(frame.id, { updates });
      }
      if (understood.topic === CONTROL_TOPICS.flowDataUrl) {
        const url = flowUrl(`${understood.body.assetId}/${understood.body.updateId}`);
        return url ? okResponse(frame.id, { url }) : errorResponse(frame.id, 'no such flow');
      }
      const { body } = understood.result;
      results.push([body.updateId, body.result, body.message].filter(Boolean).join(' '));
      return okResponse(frame.id, {});
    },
  };
}
