/** A topic rule as it is stored and as GetTopicRule shows it. */

export type RepublishAction = { roleArn: string; topic: string; qos: 0 | 1 };
export type SnsAction = { roleArn: string; targetArn: string; messageFormat: 'RAW' | 'JSON' };

/** Exactly one of the kinds, as on the wire. */
export type RuleAction = { republish: RepublishAction } | { sns: SnsAction };

export type SqlVersion = '2015-10-08' | '2016-03-23';

export type TopicRule = {
  ruleName: string;
  ruleArn: string;
  sql: string;
  description?: string;
  awsIotSqlVersion: SqlVersion;
  actions: RuleAction[];
  errorAction?: RuleAction;
  ruleDisabled: boolean;
  /** Milliseconds since the epoch; a replaced rule is created anew. */
  createdAt: number;
};
