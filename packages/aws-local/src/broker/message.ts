/** What travels inside the stand-in: one kind of message, whoever sent it. */

/** One region of one account. Topics, client ids, things and rules of two realms never meet. */
export type Realm = { accountId: string; region: string };

/** `principal` is a certificate id, or for a signed call the user id of its caller. */
export type Sender =
  | { kind: 'device' | 'will'; clientId: string; principal: string; sourceIp: string }
  | { kind: 'caller'; principal: string }
  | { kind: 'shadow' }
  /** The broker itself, with a lifecycle event. */
  | { kind: 'broker' }
  | { kind: 'rule'; ruleName: string };

export type Message = {
  realm: Realm;
  topic: string;
  payload: Buffer;
  qos: 0 | 1;
  retain: boolean;
  sender: Sender;
  /** How many rules a message's cause has gone through; ends loops of rules that feed themselves. */
  hops: number;
};

/** The prefix of a realm's keys in every table: `ACCOUNT/REGION`. */
export function realmKey({ accountId, region }: Realm): string {
  return `${accountId}/${region}`;
}
