import { isJsonObject, type JsonObject, member, sameJson } from '../../../json.ts';
import type { RestOperation } from '../../../stand-in.ts';
import { alreadyExists, invalidRequest, notFound } from '../errors.ts';
import { bodyOf, name, optionalText, THING_NAME, unfit } from '../input.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { type Thing, things } from '../registry.ts';

const MAX_ATTRIBUTES = 3;
const ATTRIBUTE_NAME = /^[a-zA-Z0-9_.,@/:#-]{1,128}$/;
const ATTRIBUTE_VALUE = /^[a-zA-Z0-9_.,@/:#=[\]-]{0,800}$/;

/** Idempotent for the same configuration. */
export const createThing: RestOperation = {
  name: 'CreateThing',
  method: 'POST',
  path: '/things/:thingName',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    const realm = realmOf(call);
    const thingName = name(request, 'thingName', THING_NAME);
    const attributes = readAttributes(bodyOf(request));
    const registry = things(call.standIn.store, realm);
    const known = registry.get(thingName);
    if (known && !sameJson(known.attributes, attributes)) {
      throw alreadyExists(`Thing ${thingName} already exists in account with different attributes`, {
        resourceId: thingName,
        resourceArn: iotArn(realm, 'thing', thingName),
      });
    }
    const thing: Thing = known ?? { thingName, thingId: call.standIn.ids.uuid(), attributes, version: 1 };
    if (!known) registry.set(thingName, thing);
    return { json: { thingName, thingArn: iotArn(realm, 'thing', thingName), thingId: thing.thingId } };
  },
};

function readAttributes(body: JsonObject): Record<string, string> {
  const typeName = optionalText(body, 'thingTypeName');
  if (typeName) throw notFound(`Thing type ${typeName} not found`);
  const group = optionalText(body, 'billingGroupName');
  if (group) throw notFound(`Billing group ${group} not found`);
  const attributes = member(member(body, 'attributePayload'), 'attributes') ?? {};
  if (!isJsonObject(attributes)) throw unfit('attributes', attributes, 'Member must be a map of strings');
  const entries = Object.entries(attributes).map(([key, value]): [string, string] => {
    if (!ATTRIBUTE_NAME.test(key)) throw unfit('attributes', key, `Map keys must satisfy: ${ATTRIBUTE_NAME.source}`);
    if (typeof value !== 'string' || !ATTRIBUTE_VALUE.test(value)) {
      throw unfit('attributes', value, `Map values must satisfy: ${ATTRIBUTE_VALUE.source}`);
    }
    return [key, value];
  });
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidRequest(`A thing without a thing type can have at most ${MAX_ATTRIBUTES} attributes`);
  }
  return Object.fromEntries(entries);
}
