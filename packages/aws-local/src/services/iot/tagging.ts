import { type Json, type JsonObject, member } from '../../json.ts';
import type { Call, Store } from '../../stand-in.ts';
import { invalidRequest, notFound } from './errors.ts';
import { unfit } from './input.ts';
import { iotArn, realmOf } from './names.ts';
import { policies, type Tags, tags, thingTypes } from './registry.ts';

const MAX_TAGS = 50;

/** The member `tags` of a body: a list of Key and Value. */
export function readTags(body: JsonObject): Tags {
  const list = member(body, 'tags') ?? [];
  if (!Array.isArray(list)) throw unfit('tags', list, 'Member must be a list');
  return checked(list.map((tag: Json) => [member(tag, 'Key'), member(tag, 'Value') ?? '']));
}

/** The header `x-amz-tagging`: `key=value&key=value`, each part encoded as in a URL. */
export function readTagHeader(header: string | undefined): Tags {
  return checked([...new URLSearchParams(header ?? '')]);
}

/** Adds to the tags of a resource that exists. */
export function keepTags(store: Store, arn: string, added: Tags): void {
  const all = { ...tags(store).get(arn), ...added };
  if (Object.keys(all).length > MAX_TAGS) throw invalidRequest(`A resource can have at most ${MAX_TAGS} tags`);
  if (Object.keys(all).length > 0) tags(store).set(arn, all);
}

/** Throws ResourceNotFoundException unless the ARN names a rule, a policy or a thing type of this realm: what can be tagged here. */
export function checkTaggable(call: Call, arn: string): void {
  const realm = realmOf(call);
  const found = (type: 'rule' | 'policy' | 'thingtype', exists: (name: string) => unknown) => {
    const prefix = iotArn(realm, type, '');
    return arn.startsWith(prefix) && exists(arn.slice(prefix.length));
  };
  const { rules, store } = call.standIn;
  const exists =
    found('rule', (name) => rules.get(realm, name)) ||
    found('policy', (name) => policies(store, realm).get(name)) ||
    found('thingtype', (name) => thingTypes(store, realm).get(name));
  if (exists) return;
  throw notFound(`No resource that can be tagged has the ARN ${arn}`);
}

function checked(entries: (readonly [Json | undefined, Json | undefined])[]): Tags {
  const read = entries.map(([key, value]): [string, string] => {
    if (typeof key !== 'string' || key === '' || key.length > 128)
      throw unfit('tags', key ?? null, 'Key has 1 to 128 characters');
    if (typeof value !== 'string' || value.length > 256)
      throw unfit('tags', value ?? null, 'Value has at most 256 characters');
    return [key, value];
  });
  return Object.fromEntries(read);
}
