import { isJsonObject, type JsonObject, member } from '../../json.ts';
import type { Call } from '../../stand-in.ts';
import { invalidRequest, notFound } from './errors.ts';
import { optionalText, unfit } from './input.ts';
import { realmOf } from './names.ts';
import { type ThingType, thingTypes } from './registry.ts';

/** What the calls that make and change things send. */

// https://docs.aws.amazon.com/general/latest/gr/iot-core.html, "thing registry limits"
const MAX_ATTRIBUTES = 3;
const MAX_ATTRIBUTES_WITH_TYPE = 50;
const ATTRIBUTE_NAME = /^[a-zA-Z0-9_.,@/:#-]{1,128}$/;
const ATTRIBUTE_VALUE = /^[a-zA-Z0-9_.,@/:#=[\]-]{0,800}$/;

/** `attributePayload.attributes`, or undefined when there is none. */
export function readAttributes(body: JsonObject): Record<string, string> | undefined {
  const attributes = member(member(body, 'attributePayload'), 'attributes');
  if (attributes === undefined || attributes === null) return undefined;
  if (!isJsonObject(attributes)) throw unfit('attributes', attributes, 'Member must be a map of strings');
  const entries = Object.entries(attributes).map(([key, value]): [string, string] => {
    if (!ATTRIBUTE_NAME.test(key)) throw unfit('attributes', key, `Map keys must satisfy: ${ATTRIBUTE_NAME.source}`);
    if (typeof value !== 'string' || !ATTRIBUTE_VALUE.test(value)) {
      throw unfit('attributes', value, `Map values must satisfy: ${ATTRIBUTE_VALUE.source}`);
    }
    return [key, value];
  });
  return Object.fromEntries(entries);
}

export function checkAttributeCount(attributes: Record<string, string>, thingTypeName: string | undefined): void {
  const most = thingTypeName === undefined ? MAX_ATTRIBUTES : MAX_ATTRIBUTES_WITH_TYPE;
  if (Object.keys(attributes).length > most) {
    throw invalidRequest(
      `A thing with${thingTypeName === undefined ? 'out' : ''} a thing type can have at most ${most} attributes`,
    );
  }
}

/** The type that a thing is to have. Throws ResourceNotFoundException, and InvalidRequestException for a deprecated one. */
export function readThingType(call: Call, body: JsonObject): string | undefined {
  const thingTypeName = optionalText(body, 'thingTypeName');
  if (thingTypeName === undefined) return undefined;
  const type = existingThingType(call, thingTypeName);
  if (type.deprecatedAt !== undefined) throw invalidRequest(`Thing type ${thingTypeName} is deprecated`);
  return thingTypeName;
}

export function existingThingType(call: Call, thingTypeName: string): ThingType {
  const type = thingTypes(call.standIn.store, realmOf(call)).get(thingTypeName);
  if (!type) throw notFound(`Thing type ${thingTypeName} not found`);
  return type;
}
