import type { Realm } from '../../broker/message.ts';
import { iotArn } from './names.ts';
import type { ThingType } from './registry.ts';

/** How answers show a thing type. */
export function thingTypeJson(realm: Realm, type: ThingType) {
  const { thingTypeName, description, searchableAttributes, createdAt, deprecatedAt } = type;
  return {
    thingTypeName,
    thingTypeArn: iotArn(realm, 'thingtype', thingTypeName),
    thingTypeProperties: {
      ...(description !== undefined && { thingTypeDescription: description }),
      searchableAttributes,
    },
    thingTypeMetadata: {
      deprecated: deprecatedAt !== undefined,
      ...(deprecatedAt !== undefined && { deprecationDate: deprecatedAt / 1000 }),
      creationDate: createdAt / 1000,
    },
  };
}
