import {
  CONTROL_TOPICS,
  fqDeviceId,
  hashMatches,
  type JsonObject,
  parseStateGetAnswer,
  parseStateUpdateResults,
  responseBody,
  STATE_TYPES,
  type StateType,
  type StateUpdate,
} from '@thingdock/device-protocol';
import type { Requests } from './requests.ts';
import type { DeviceMemory } from './types.ts';

export type Trees = {
  /** Fetches trees and keeps those whose hash is right. */
  fetch(types?: readonly StateType[]): Promise<void>;
  /** Reports changes; those that the cloud refuses are noted as problems. */
  report(updates: readonly StateUpdate[]): Promise<void>;
};

export function createTrees(thingName: string, memory: DeviceMemory, requests: Requests): Trees {
  async function ask(topic: string, body: JsonObject): Promise<JsonObject> {
    const answer = responseBody(await requests.send(topic, body));
    if (answer.ok) return answer.value;
    memory.problems.push(`${topic}: ${answer.problem}`);
    throw new Error(answer.problem);
  }

  return {
    async fetch(types = STATE_TYPES) {
      const states = types.map((type) => ({ type }));
      const answer = parseStateGetAnswer(await ask(CONTROL_TOPICS.getState, { states, ref: true }));
      if (!answer.ok) throw new Error(answer.problem);
      memory.problems.push(...answer.value.problems);
      const id = fqDeviceId(memory.registration?.connectionId ?? '', thingName);
      for (const { type, state, meta } of answer.value.elements) {
        if (!state) continue;
        if (meta && !hashMatches({ fqDeviceId: id, type, state, meta })) memory.problems.push(`wrong hash of ${type}`);
        else memory.trees[type] = { state, ...(meta ? { meta } : {}) };
      }
    },
    async report(updates) {
      const results = parseStateUpdateResults(
        await ask(CONTROL_TOPICS.updateState, { updates } as unknown as JsonObject),
      );
      if (!results.ok) throw new Error(results.problem);
      for (const result of results.value) if (!result.success) memory.problems.push(result.message ?? 'refused');
    },
  };
}
