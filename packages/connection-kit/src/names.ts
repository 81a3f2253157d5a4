/** The first part of the names of rules and topics, so that two installations can share an account. */
export const DEFAULT_PREFIX = 'enebular';

/** What AWS IoT allows in names of rules, with room left for the endings below. */
export const PREFIX_PATTERN = /^[A-Za-z0-9_]{1,40}$/;

export type TopicNames = { status: string; devicestate: string };
export type RuleNames = { will: string; status: string; devicestate: string };

/** The two SNS topics of a connection. */
export const topicNames = (prefix: string): TopicNames => ({
  status: `${prefix}_status_push_sns`,
  devicestate: `${prefix}_devicestate_push_sns`,
});

/** The three AWS IoT rules of a connection. */
export const ruleNames = (prefix: string): RuleNames => ({
  will: `${prefix}_shadow_update`,
  status: `${prefix}_status_push_rule`,
  devicestate: `${prefix}_devicestate_push_rule`,
});

/** The rule for AWS's own word on who connects and disconnects; made only where it is switched on. */
export const presenceRuleName = (prefix: string): string => `${prefix}_presence_rule`;

/** Thing names of our own test messages; no such thing is ever registered. */
export const PROBE_THINGS = 'thingdock-probe-*';
