import { isText, type JsonObject, type Parsed, parsed, problem } from './json.ts';

/** Names one deployment of one flow to one device: deploying the same flow again takes a new `updateId`. */
export type FlowIdentity = { assetId: string; updateId: string };

/** Reads `assetId` and `updateId`, wherever they stand together; other members are ignored. */
export function parseFlowIdentity(body: JsonObject): Parsed<FlowIdentity> {
  const { assetId, updateId } = body;
  if (!isText(assetId) || !isText(updateId)) return problem('assetId or updateId is missing');
  return parsed({ assetId, updateId });
}
