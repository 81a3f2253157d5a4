import type { Clock } from '@thingdock/effects';
import type { Broker } from '../broker/broker.ts';
import { type Message, type Realm, realmKey } from '../broker/message.ts';
import type { JsonObject } from '../json.ts';
import { AwsError, type Counters, type Logger, type Store, type Table } from '../stand-in.ts';
import { applyDelete, applyUpdate, readDocument, type ShadowRecord, seconds } from './document.ts';
import { isRejection, parseDelete, parseToken, parseUpdate, type Rejection, reject } from './request.ts';
import { parseShadowTopic, type ShadowName, type ShadowOperation, shadowTopic } from './topics.ts';

export type ShadowAddress = Realm & ShadowName;

/** The shadow service: one path for HTTP and MQTT. Documents are JSON bytes. */
export type Shadows = {
  /** The answer that MQTT gives on `/accepted`. Throws AwsErrors of the data plane. An update or a delete is announced on MQTT as well. */
  request(at: ShadowAddress, operation: ShadowOperation, payload: Buffer): Buffer;
  /** The whole document, for the rules engine; undefined when there is no such shadow. */
  read(at: ShadowAddress): JsonObject | undefined;
  /** The names of a thing's shadows, the classic one not among them, in their order. */
  names(realm: Realm, thingName: string): string[];
  /** Serves a message when it is on a request topic of a shadow. A will is ignored there, as AWS documents it. */
  receive(message: Message): void;
};

export type ShadowDeps = {
  store: Store;
  clock: Clock;
  log: Logger;
  counters: Counters;
  broker: Pick<Broker, 'publish'>;
  /** Asked for each request over MQTT; over HTTP the front throttles. Left out: never. */
  isThrottled?: (at: ShadowAddress, operation: ShadowOperation) => boolean;
};

/** What an accepted request is answered with and what else is announced, as topic suffix and payload. */
type Outcome = { rejected?: false; accepted: JsonObject; announcements: [suffix: string, payload: JsonObject][] };

/** Error names of the data plane by HTTP status. */
const ERROR_CODES: Record<number, string> = {
  400: 'InvalidRequestException',
  404: 'ResourceNotFoundException',
  409: 'ConflictException',
  413: 'RequestEntityTooLargeException',
  415: 'UnsupportedDocumentEncodingException',
};

/** A thing need not be in the registry: AWS keeps shadows by name. */
export function createShadows(deps: ShadowDeps): Shadows {
  const { store, clock, counters } = deps;
  const records = store.table<ShadowRecord>('iotdata.shadows');

  function serve(at: ShadowAddress, operation: ShadowOperation, payload: Buffer): Outcome | Rejection {
    const outcome = perform(records, at, operation, payload, clock.now());
    counters.add(outcome.rejected ? `shadow.${operation}.rejected` : `shadow.${operation}.accepted`);
    return outcome;
  }

  return {
    request(at, operation, payload) {
      const outcome = serve(at, operation, payload);
      if (outcome.rejected) {
        throw new AwsError(ERROR_CODES[outcome.code] ?? 'InternalFailureException', outcome.code, outcome.message);
      }
      // Nobody on MQTT asked for this get, so nobody is answered there.
      if (operation !== 'get') answer(deps, at, operation, outcome, 0);
      return Buffer.from(JSON.stringify(outcome.accepted));
    },

    read(at) {
      const record = records.get(keyOf(at));
      return record?.kind === 'live' ? readDocument(record, clock.now()) : undefined;
    },

    names(realm, thingName) {
      const prefix = `${realmKey(realm)}/${thingName}/`;
      const live = records.entries(prefix).filter(([, record]) => record.kind === 'live');
      return live.map(([key]) => key.slice(prefix.length));
    },

    receive(message) {
      const wanted = parseShadowTopic(message.topic);
      if (!wanted || message.sender.kind === 'will' || message.sender.kind === 'shadow') return;
      const { operation, ...name } = wanted;
      const at = { ...message.realm, ...name };
      const outcome = deps.isThrottled?.(at, operation)
        ? throttled(message.payload)
        : serve(at, operation, message.payload);
      answer(deps, at, operation, outcome, message.hops);
    },
  };
}

function answer(
  deps: ShadowDeps,
  at: ShadowAddress,
  operation: ShadowOperation,
  outcome: Outcome | Rejection,
  hops: number,
): void {
  const say = (suffix: string, payload: JsonObject) => announce(deps, at, suffix, payload, hops);
  if (outcome.rejected) {
    const { code, message, clientToken } = outcome;
    const timestamp = seconds(deps.clock.now());
    say(`${operation}/rejected`, { code, message, timestamp, ...(clientToken !== undefined && { clientToken }) });
    return;
  }
  say(`${operation}/accepted`, outcome.accepted);
  for (const [suffix, payload] of outcome.announcements) say(suffix, payload);
}

function announce(
  { broker, log }: ShadowDeps,
  at: ShadowAddress,
  suffix: string,
  payload: JsonObject,
  hops: number,
): void {
  const { accountId, region } = at;
  const topic = shadowTopic(at, suffix);
  const message: Message = {
    realm: { accountId, region },
    topic,
    payload: Buffer.from(JSON.stringify(payload)),
    qos: 0,
    retain: false,
    sender: { kind: 'shadow' },
    hops,
  };
  broker.publish(message).catch((error: unknown) => {
    log.error({ event: 'shadow.announce_failed', topic, error }, 'a shadow message was not published');
  });
}

function perform(
  records: Table<ShadowRecord>,
  at: ShadowAddress,
  operation: ShadowOperation,
  payload: Buffer,
  now: number,
): Outcome | Rejection {
  const key = keyOf(at);
  const record = records.get(key);
  if (operation === 'update') {
    const request = parseUpdate(payload);
    if ('rejected' in request) return request;
    const applied = applyUpdate(record, request, now);
    if (applied.rejected) return applied;
    records.set(key, applied.record);
    const { accepted, documents, delta } = applied;
    return {
      accepted,
      announcements: [...(delta ? [suffixed('delta', delta)] : []), suffixed('documents', documents)],
    };
  }
  const request = operation === 'get' ? parseToken(payload) : parseDelete(payload);
  if (isRejection(request)) return request;
  if (record?.kind !== 'live') {
    return reject(404, `No shadow exists with name: '${at.shadowName ?? at.thingName}'`, request.clientToken);
  }
  if (operation === 'get') return { accepted: readDocument(record, now, request), announcements: [] };
  const deleted = applyDelete(record, now, request);
  records.set(key, deleted.record);
  return { accepted: deleted.accepted, announcements: [] };
}

/** The text is ours: AWS documents the code alone. */
function throttled(payload: Buffer): Rejection {
  const { clientToken } = parseToken(payload);
  return reject(429, 'Too many requests', clientToken);
}

function keyOf(at: ShadowAddress): string {
  return [realmKey(at), at.thingName, ...(at.shadowName ? [at.shadowName] : [])].join('/');
}

function suffixed(kind: 'delta' | 'documents', payload: JsonObject): [string, JsonObject] {
  return [`update/${kind}`, payload];
}
