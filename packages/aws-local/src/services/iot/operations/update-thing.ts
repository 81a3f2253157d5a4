import { type JsonObject, member } from '../../../json.ts';
import type { Call, RestOperation } from '../../../stand-in.ts';
import { invalidRequest, notFound, versionConflict } from '../errors.ts';
import { bodyOf, name, optionalFlag, optionalText, THING_NAME, unfit } from '../input.ts';
import { thingChanged } from '../live-connections.ts';
import { arnOf, realmOf } from '../names.ts';
import { type Thing, things } from '../registry.ts';
import { checkAttributeCount, readAttributes, readThingType } from '../thing-input.ts';

/** Attributes are replaced as a whole, or merged when the payload says so; an empty value removes one. */
export const updateThing: RestOperation = {
  name: 'UpdateThing',
  method: 'PATCH',
  path: '/things/:thingName',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    const thingName = name(request, 'thingName', THING_NAME);
    const registry = things(call.standIn.store, realmOf(call));
    const thing = registry.get(thingName);
    if (!thing) throw notFound(`Thing ${thingName} does not exist.`);
    const body = bodyOf(request);
    checkVersion(thing, body);
    const { thingTypeName: before, ...rest } = thing;
    const thingTypeName = typeAfter(call, before, body);
    const attributes = attributesAfter(thing, body);
    checkAttributeCount(attributes, thingTypeName);
    const typed = thingTypeName === undefined ? {} : { thingTypeName };
    registry.set(thingName, { ...rest, ...typed, attributes, version: thing.version + 1 });
    thingChanged(call, thingName);
    return {};
  },
};

function checkVersion({ thingName, version }: Thing, body: JsonObject): void {
  const expected = member(body, 'expectedVersion') ?? null;
  if (expected === null) return;
  if (!Number.isInteger(expected)) throw unfit('expectedVersion', expected, 'Member must be an integer');
  if (expected !== version) throw versionConflict(`The version of thing ${thingName} is ${version}`);
}

function typeAfter(call: Call, before: string | undefined, body: JsonObject): string | undefined {
  const remove = optionalFlag(body, 'removeThingType') ?? false;
  if (remove && optionalText(body, 'thingTypeName') !== undefined) {
    throw invalidRequest('thingTypeName and removeThingType exclude each other');
  }
  return remove ? undefined : (readThingType(call, body) ?? before);
}

function attributesAfter({ attributes: before }: Thing, body: JsonObject): Record<string, string> {
  const sent = readAttributes(body);
  if (sent === undefined) return before;
  const merge = member(member(body, 'attributePayload'), 'merge') === true;
  const all = Object.entries(merge ? { ...before, ...sent } : sent);
  return Object.fromEntries(all.filter(([, value]) => value !== ''));
}
