export type RuleAction =
  | { kind: 'sns'; topicArn: string; roleArn: string; messageFormat: 'RAW' | 'JSON' }
  | { kind: 'republish'; topic: string; roleArn: string; qos: number }
  /** One that we never make, so that a comparison can tell that it is there. */
  | { kind: 'other'; name: string };

export type TopicRule = {
  name: string;
  sql: string;
  sqlVersion: string;
  description: string;
  disabled: boolean;
  actions: RuleAction[];
};

/** A rule as AWS gives it, without what AWS adds by itself. Plain JSON. */
export type RawRule = Readonly<Record<string, unknown>>;

export type Thing = { name: string; arn: string; id: string; attributes: Record<string, string> };

export type IotApi = {
  /** Hosts of the account in the region. `legacy` is absent where AWS has none any more. */
  describeDataEndpoints(): Promise<{ ats: string; legacy: string | undefined }>;

  /** The only sure way to learn whether a rule exists: AWS answers a question for a missing one as if it were forbidden. */
  ruleNames(): Promise<string[]>;
  /** Ask only for rules that `ruleNames` has. `undefined` when it went in between. */
  getRule(name: string): Promise<{ rule: TopicRule; arn: string; raw: RawRule } | undefined>;
  createRule(rule: TopicRule): Promise<void>;
  replaceRule(rule: TopicRule): Promise<void>;
  /** Puts a rule back to how `getRule` found it. */
  restoreRule(name: string, raw: RawRule): Promise<void>;
  /** Ask only for rules that `ruleNames` has. Succeeds when it went in between. */
  deleteRule(name: string): Promise<void>;
  tags(arn: string): Promise<Record<string, string>>;
  tag(arn: string, tags: Record<string, string>): Promise<void>;

  /** Every thing of the account and region, page by page, in no particular order. */
  listThings(): AsyncIterable<{ thingName: string }>;
  /** `undefined`: there is no such thing. */
  describeThing(name: string): Promise<Thing | undefined>;
  /** AWS answers an existing thing of the same configuration as if it were new: look first. */
  createThing(name: string): Promise<{ name: string; arn: string; id: string }>;
  /** Succeeds when there is no such thing; fails while certificates are attached. */
  deleteThing(name: string): Promise<void>;

  /** The certificate is active at once. */
  createCertificateFromCsr(csrPem: string): Promise<{ arn: string; id: string; pem: string }>;
  /** Deactivates and deletes. Succeeds when there is no such certificate. */
  deleteCertificate(id: string): Promise<void>;

  /** The parsed document of the default version; `undefined`: there is no such policy. */
  getPolicy(name: string): Promise<unknown>;
  createPolicy(name: string, document: unknown): Promise<void>;
  attachPolicy(policyName: string, certificateArn: string): Promise<void>;
  detachPolicy(policyName: string, certificateArn: string): Promise<void>;
  attachThingPrincipal(thingName: string, certificateArn: string): Promise<void>;
  detachThingPrincipal(thingName: string, certificateArn: string): Promise<void>;
};
