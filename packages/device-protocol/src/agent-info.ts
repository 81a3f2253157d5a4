import { isObject, type Parsed, parsed, problem } from './json.ts';

/** What an agent says about itself, in the shadow (`reported.enebular.agent`) and in `status.agent`. */
export type AgentInfo = {
  /** `enebular-agent` or `thingdock-agent`. */
  type: string;
  /** Version, `2.18.2` for instance. */
  v: string;
};

export function parseAgentInfo(raw: unknown): Parsed<AgentInfo> {
  if (!isObject(raw)) return problem('agent info is not an object');
  if (typeof raw.type !== 'string' || typeof raw.v !== 'string') return problem('agent info lacks type or v');
  return parsed({ type: raw.type, v: raw.v });
}
