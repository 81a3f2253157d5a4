/** The MQTT side of the shadow service: `$aws/things/THING/shadow[/name/SHADOW]/OPERATION[/…]`. */

export type ShadowOperation = 'get' | 'update' | 'delete';
export type ShadowName = { thingName: string; shadowName?: string };

const REQUEST =
  /^\$aws\/things\/([a-zA-Z0-9:_-]{1,128})\/shadow\/(?:name\/([$a-zA-Z0-9:_-]{1,64})\/)?(get|update|delete)$/;

/** What a message on this topic asks of which shadow; undefined when it is no shadow request. */
export function parseShadowTopic(topic: string): (ShadowName & { operation: ShadowOperation }) | undefined {
  const [, thingName, shadowName, operation] = REQUEST.exec(topic) ?? [];
  if (!thingName) return undefined;
  return { thingName, ...(shadowName && { shadowName }), operation: operation as ShadowOperation };
}

/** `shadowTopic({thingName}, 'update', 'accepted')` */
export function shadowTopic({ thingName, shadowName }: ShadowName, ...rest: string[]): string {
  return ['$aws/things', thingName, 'shadow', ...(shadowName ? ['name', shadowName] : []), ...rest].join('/');
}
