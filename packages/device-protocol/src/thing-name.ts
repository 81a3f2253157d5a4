import { type Parsed, parsed, problem } from './json.ts';

/** The name of an AWS IoT thing. It is the device id on the wire, the MQTT client id, and a part of every topic. */
export type ThingName = string & { readonly __is: 'ThingName' };

// Source: AWS IoT API reference, CreateThing, request parameter thingName.
const PATTERN = /^[a-zA-Z0-9:_-]{1,128}$/;

/** Accepts what AWS accepts as a thing name: 1 to 128 letters, digits, `:`, `_` or `-`. */
export function parseThingName(raw: unknown): Parsed<ThingName> {
  if (isThingName(raw)) return parsed(raw);
  return problem('a thing name has 1 to 128 characters out of letters, digits, ":", "_" and "-"');
}

export function isThingName(raw: unknown): raw is ThingName {
  return typeof raw === 'string' && PATTERN.test(raw);
}
