import type { Message, Realm } from '../broker/message.ts';
import type { TopicRule } from './rule.ts';

/** The rules engine of every realm. */
export type Rules = {
  get(realm: Realm, ruleName: string): TopicRule | undefined;
  /** In the order of their names. */
  list(realm: Realm): TopicRule[];
  /** Stores a rule, new or changed; messages from now on meet it. Throws SqlParseException and stores nothing when it cannot be run. */
  put(realm: Realm, rule: TopicRule): void;
  delete(realm: Realm, ruleName: string): void;
  /** Deletes every rule of every realm. */
  clear(): void;
  /** Runs every rule that the message meets. Actions go on after the return. */
  receive(message: Message): void;
  /** Resolves when no action is under way. */
  idle(): Promise<void>;
};
