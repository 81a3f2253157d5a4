import { sameJson } from '../../../json.ts';
import type { RestOperation } from '../../../stand-in.ts';
import { alreadyExists, notFound } from '../errors.ts';
import { bodyOf, name, optionalText, THING_NAME } from '../input.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { type Thing, things } from '../registry.ts';
import { checkAttributeCount, readAttributes, readThingType } from '../thing-input.ts';

/** Idempotent for the same configuration. */
export const createThing: RestOperation = {
  name: 'CreateThing',
  method: 'POST',
  path: '/things/:thingName',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    const realm = realmOf(call);
    const thingName = name(request, 'thingName', THING_NAME);
    const body = bodyOf(request);
    const group = optionalText(body, 'billingGroupName');
    if (group) throw notFound(`Billing group ${group} not found`);
    const thingTypeName = readThingType(call, body);
    const attributes = readAttributes(body) ?? {};
    checkAttributeCount(attributes, thingTypeName);
    const registry = things(call.standIn.store, realm);
    const known = registry.get(thingName);
    if (known && !(known.thingTypeName === thingTypeName && sameJson(known.attributes, attributes))) {
      throw alreadyExists(`Thing ${thingName} already exists in account with different attributes`, {
        resourceId: thingName,
        resourceArn: iotArn(realm, 'thing', thingName),
      });
    }
    const thing: Thing = known ?? {
      thingName,
      thingId: call.standIn.ids.uuid(),
      ...(thingTypeName !== undefined && { thingTypeName }),
      attributes,
      version: 1,
    };
    if (!known) registry.set(thingName, thing);
    return { json: { thingName, thingArn: iotArn(realm, 'thing', thingName), thingId: thing.thingId } };
  },
};
