import { presenceRuleName, ruleNames, topicNames } from '@thingdock/connection-kit';
import { type TopicRule, topicArn } from '../../aws/index.ts';
import type { Place } from '../tables.ts';
import type { TopicKind } from '../types.ts';

export type WantedTopic = { kind: TopicKind; name: string; arn: string; attributes: Readonly<Record<string, string>> };

/** Everything that a connection has in AWS. */
export type Wanted = { topics: readonly WantedTopic[]; rules: readonly TopicRule[] };

/** The version whose functions the rules use; left out, AWS takes the one of 2015. */
export const SQL_VERSION = '2016-03-23';

/**
 * The will of an agent, and nothing else, is let through: with a bare `SELECT *` a device whose policy allows too much could
 * write orders into another thing's shadow by the role of this rule.
 */
const WILL_SQL =
  "SELECT * FROM 'enebular/things/+/shadow/update' WHERE isUndefined(state.desired) AND NOT (state.reported.enebular.awsiot.connected)";
/** What older installers made; does the same for honest devices. */
export const OLDER_WILL_SQL = "SELECT * FROM 'enebular/things/+/shadow/update'";
const STATUS_SQL =
  "SELECT topic(3) AS thingName, state.reported.enebular AS enebular, version, timestamp, clientToken, timestamp() AS receivedAt FROM '$aws/things/+/shadow/update/accepted' WHERE NOT isUndefined(state.reported.enebular)";
/** The frame travels as opaque bytes: nothing in it can pose as `thingName`, and any payload survives. */
const DEVICE_STATE_SQL =
  "SELECT topic(3) AS thingName, clientid() AS clientId, principal() AS principal, timestamp() AS receivedAt, encode(*, 'base64') AS payload FROM 'enebular/things/+/msg/from_device'";

/** `sender` tells AWS's own word from what a device publishes to this rule by Basic Ingest. */
const PRESENCE_SQL =
  "SELECT clientId, eventType, sessionIdentifier, versionNumber, timestamp, ipAddress, clientInitiatedDisconnect, disconnectReason, clientid() AS sender, timestamp() AS receivedAt FROM '$aws/events/presence/+/+'";

// The API wants the first `$` of a reserved topic doubled (AWS IoT developer guide, republish action).
// biome-ignore lint/suspicious/noTemplateCurlyInString: the template is AWS's to fill, not ours.
const WILL_TARGET = '$$aws/things/${topic(3)}/shadow/update';

/** SNS tries a delivery for about forty minutes, so that a restart of the server loses no status. */
const PATIENT = {
  minDelayTarget: 1,
  maxDelayTarget: 60,
  numRetries: 50,
  numNoDelayRetries: 3,
  numMinDelayRetries: 2,
  numMaxDelayRetries: 35,
  backoffFunction: 'exponential',
};
/** About ninety seconds: later a device has given up, and an old frame answered would only confuse it. */
const BRIEF = {
  minDelayTarget: 1,
  maxDelayTarget: 15,
  numRetries: 12,
  numNoDelayRetries: 2,
  numMinDelayRetries: 3,
  numMaxDelayRetries: 3,
  backoffFunction: 'exponential',
};

const attributes = (retryPolicy: object) => ({
  SignatureVersion: '2',
  DeliveryPolicy: JSON.stringify({
    http: { defaultHealthyRetryPolicy: retryPolicy, disableSubscriptionOverrides: false },
  }),
});

/** What a connection has besides what every connection has. */
export type Extras = { presence: boolean };
export const NO_EXTRAS: Extras = { presence: false };

/**
 * The two topics and three rules of a connection, and the one for presence where it is switched on. `prefix`: of their names,
 * so that two installations can share an account.
 */
export function wantedObjects(prefix: string, place: Place, roleArn: string, { presence }: Extras = NO_EXTRAS): Wanted {
  const names = topicNames(prefix);
  const status = topicArn(place, names.status);
  const devicestate = topicArn(place, names.devicestate);
  const rules = ruleNames(prefix);
  const rule = (name: string, sql: string, action: TopicRule['actions'][number], description: string): TopicRule => ({
    name,
    sql,
    sqlVersion: SQL_VERSION,
    description,
    disabled: false,
    actions: [action],
  });
  const toTopic = (arn: string) => ({ kind: 'sns', topicArn: arn, roleArn, messageFormat: 'RAW' }) as const;
  return {
    topics: [
      { kind: 'status', name: names.status, arn: status, attributes: attributes(PATIENT) },
      { kind: 'devicestate', name: names.devicestate, arn: devicestate, attributes: attributes(BRIEF) },
    ],
    rules: [
      rule(
        rules.will,
        WILL_SQL,
        { kind: 'republish', topic: WILL_TARGET, roleArn, qos: 1 },
        'Puts the last will of a device into its shadow',
      ),
      rule(rules.status, STATUS_SQL, toTopic(status), 'Pushes the status of devices'),
      rule(rules.devicestate, DEVICE_STATE_SQL, toTopic(devicestate), 'Pushes control messages of devices'),
      ...(presence
        ? [rule(presenceRuleName(prefix), PRESENCE_SQL, toTopic(status), 'Pushes who connects and disconnects')]
        : []),
    ],
  };
}

export const ruleArn = ({ partition, region, accountId }: Place, name: string): string =>
  `arn:${partition}:iot:${region}:${accountId}:rule/${name}`;
