import { type Environment, parseEnvironment } from './environment.ts';
import { type FlowIdentity, parseFlowIdentity } from './flow-identity.ts';
import { type FlowReport, parseFlowReport } from './flow-states.ts';
import { isObject, type JsonObject, type Parsed, parsed } from './json.ts';
import { STATE_PATHS } from './state-paths.ts';
import { valueAt } from './state-tree.ts';

/** The flow that a desired tree asks for; undefined when it asks for none, or for something that is not a flow. */
export function desiredFlow(desired: JsonObject): FlowIdentity | undefined {
  const raw = valueAt(desired, STATE_PATHS.flow);
  const flow = isObject(raw) ? parseFlowIdentity(raw) : undefined;
  return flow?.ok ? flow.value : undefined;
}

/** What a reported tree says about the flow; undefined: there is none on the device, or none any more. */
export function reportedFlow(reported: JsonObject): Parsed<FlowReport | undefined> {
  const raw = valueAt(reported, STATE_PATHS.flow);
  return raw === undefined || raw === null ? parsed(undefined) : parseFlowReport(raw);
}

/** A switch of a desired or reported tree; undefined when the tree does not say. */
export function switchAt(
  tree: JsonObject,
  path: typeof STATE_PATHS.flowEnable | typeof STATE_PATHS.monitoring,
): boolean | undefined {
  const value = valueAt(tree, path);
  return typeof value === 'boolean' ? value : undefined;
}

/** The variables of Node-RED that a desired tree asks for. */
export function desiredEnvironment(desired: JsonObject): Parsed<Environment> {
  return parseEnvironment(valueAt(desired, STATE_PATHS.envVariables));
}

/** The variables that a device reports; undefined when it reports none, wherever it writes them. */
export function reportedEnvironment(reported: JsonObject): Parsed<Environment | undefined> {
  const raw = valueAt(reported, STATE_PATHS.reportedEnvVariables) ?? valueAt(reported, STATE_PATHS.envVariables);
  return raw === undefined ? parsed(undefined) : parseEnvironment(raw);
}
