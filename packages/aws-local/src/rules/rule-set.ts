import { createRouter } from '../broker/router.ts';
import { basicIngest } from '../broker/topic.ts';
import type { CompiledRule } from './compile.ts';

/** The rules of one realm, found by their topics without a look at those that cannot match. */
export type RuleSet = {
  /** Replaces a rule of the same name. */
  put(rule: CompiledRule): void;
  delete(ruleName: string): void;
  /** The enabled rules that a topic meets, each with the topic that it sees. Basic Ingest names its rule, whatever FROM says. */
  met(topic: string): { compiled: CompiledRule; topic: string }[];
};

export function createRuleSet(): RuleSet {
  const byName = new Map<string, CompiledRule>();
  const byTopic = createRouter<CompiledRule>();

  function remove(ruleName: string): void {
    const rule = byName.get(ruleName);
    byName.delete(ruleName);
    if (rule?.select.from !== undefined) byTopic.remove(rule.select.from, rule);
  }

  return {
    put(compiled) {
      const { rule, select } = compiled;
      remove(rule.ruleName);
      byName.set(rule.ruleName, compiled);
      if (select.from !== undefined && !rule.ruleDisabled) byTopic.add(select.from, compiled, 0);
    },
    delete: remove,
    met(topic) {
      const direct = basicIngest(topic);
      if (!direct) return [...byTopic.match(topic).keys()].map((compiled) => ({ compiled, topic }));
      const named = byName.get(direct.ruleName);
      return named && !named.rule.ruleDisabled ? [{ compiled: named, topic: direct.topic }] : [];
    },
  };
}
