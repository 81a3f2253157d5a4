import type { FlowPackage, JsonObject } from '@thingdock/device-protocol';

const TAB: JsonObject = { id: 'tab', type: 'tab', label: 'Test' };

/** A flow that answers GET `path` with `text`. */
export function pageFlow(path: string, text: string): FlowPackage {
  return { flow: [TAB, ...page(path, { id: 'answer', z: 'tab', type: 'template', template: text, wires: [['out']] })] };
}

/** A flow that answers GET `path` with what the node `answer` makes of the request. */
export function page(path: string, answer: JsonObject): JsonObject[] {
  return [
    { id: 'in', z: 'tab', type: 'http in', url: path, method: 'get', wires: [['answer']] },
    answer,
    { id: 'out', z: 'tab', type: 'http response', statusCode: '', headers: {}, wires: [] },
  ];
}

/** A flow that needs a node type which is installed nowhere. */
export const BROKEN: FlowPackage = { flow: [TAB, { id: 'x', z: 'tab', type: 'no-such-node', wires: [] }] };

/** A flow that keeps Node-RED's only thread busy for ever, a moment after it started. */
export const BUSY: FlowPackage = {
  flow: [
    TAB,
    { id: 'start', z: 'tab', type: 'inject', once: true, onceDelay: 0.1, repeat: '', props: [], wires: [['loop']] },
    { id: 'loop', z: 'tab', type: 'function', func: 'for (;;) {}', outputs: 0, wires: [] },
  ],
};
