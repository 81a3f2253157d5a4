import { type JsonObject, member, sameJson } from '../../../json.ts';
import type { RestOperation } from '../../../stand-in.ts';
import { alreadyExists, notImplemented } from '../errors.ts';
import { bodyOf, name, optionalText, THING_NAME, unfit } from '../input.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { type ThingType, thingTypes } from '../registry.ts';
import { keepTags, readTags } from '../tagging.ts';

const MAX_SEARCHABLE = 3;

/** Idempotent for the same configuration. */
export const createThingType: RestOperation = {
  name: 'CreateThingType',
  method: 'POST',
  path: '/thing-types/:thingTypeName',
  resource: arnOf('thingtype', 'thingTypeName'),
  run(call, request) {
    const { store, ids, clock } = call.standIn;
    const realm = realmOf(call);
    const thingTypeName = name(request, 'thingTypeName', THING_NAME);
    const thingTypeArn = iotArn(realm, 'thingtype', thingTypeName);
    const body = bodyOf(request);
    const properties = readProperties(body);
    const tags = readTags(body);
    const known = thingTypes(store, realm).get(thingTypeName);
    if (known && !sameJson(propertiesOf(known), propertiesOf(properties))) {
      const where = { resourceId: thingTypeName, resourceArn: thingTypeArn };
      throw alreadyExists(`Thing type ${thingTypeName} already exists with different properties`, where);
    }
    const made = { thingTypeName, thingTypeId: ids.uuid(), ...properties, createdAt: clock.now() };
    if (!known) {
      thingTypes(store, realm).set(thingTypeName, made);
      keepTags(store, thingTypeArn, tags);
    }
    return { json: { thingTypeName, thingTypeArn, thingTypeId: (known ?? made).thingTypeId } };
  },
};

type Properties = Pick<ThingType, 'description' | 'searchableAttributes'>;

const propertiesOf = ({ description = '', searchableAttributes }: Properties) => ({
  description,
  searchableAttributes,
});

function readProperties(body: JsonObject): Properties {
  const properties = member(body, 'thingTypeProperties') ?? {};
  if (member(properties, 'mqtt5Configuration')) throw notImplemented('mqtt5Configuration of thing types');
  const searchable = member(properties, 'searchableAttributes') ?? [];
  if (!Array.isArray(searchable) || searchable.length > MAX_SEARCHABLE) {
    throw unfit('searchableAttributes', searchable, `Member must be a list of at most ${MAX_SEARCHABLE} names`);
  }
  const description = optionalText(properties as JsonObject, 'thingTypeDescription');
  return { searchableAttributes: searchable.map(String), ...(description !== undefined && { description }) };
}
