/** Whether an object in AWS with one of our names is there, and whose it is. */
export type Presence = 'absent' | 'ours' | 'adopted' | 'foreign';

/** Tag on topics and rules; its value is the wire id, which belongs to this installation and place alone. */
export const OWNER_TAG = 'thingdock:owner';

export type Evidence = {
  exists: boolean;
  /** An earlier attempt of ours made it and could not remove it. */
  leftover: boolean;
  /** `undefined`: there is no such tag, or tags may not be read. That says nothing. */
  ownerTag: string | undefined;
  /** Something that only we could have set up, such as a subscription to our own webhook. */
  pointsToUs: boolean;
  /** It does what we want, so that it can be used although it is not ours. */
  serves: boolean;
};

/** A foreign tag outweighs everything, since names and work of two installations are alike. */
export function judge(
  { exists, leftover, ownerTag, pointsToUs, serves }: Evidence,
  wireId: string | undefined,
): Presence {
  if (!exists) return 'absent';
  if (ownerTag !== undefined && ownerTag !== wireId) return 'foreign';
  if (ownerTag !== undefined || leftover || pointsToUs) return 'ours';
  return serves ? 'adopted' : 'foreign';
}
