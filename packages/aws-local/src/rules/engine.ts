import type { Broker } from '../broker/broker.ts';
import { type Message, type Realm, realmKey } from '../broker/message.ts';
import type { Counters, SnsPublisher, Store } from '../stand-in.ts';
import { type CompiledRule, compileRule } from './compile.ts';
import { type FactsDeps, factsOf, inputOf, type MessageFacts } from './facts.ts';
import { type PerformDeps, performActions } from './perform.ts';
import type { TopicRule } from './rule.ts';
import { createRuleSet, type RuleSet } from './rule-set.ts';
import type { Rules } from './rules.ts';
import { runSelect, scopeOf } from './sql/run.ts';

export type RulesDeps = FactsDeps &
  Pick<PerformDeps, 'beforeAction'> & {
    store: Store;
    counters: Counters;
    sns: SnsPublisher;
    broker: Pick<Broker, 'publish'>;
  };

/** A message that has caused this many others by way of rules goes no further: rules are feeding themselves. */
const MAX_HOPS = 10;

export function createRules(deps: RulesDeps): Rules {
  const table = deps.store.table<TopicRule>('iot.rules');
  const realms = loadRules(deps);
  const underWay = new Set<Promise<void>>();

  return {
    get: (realm, ruleName) => table.get(`${realmKey(realm)}/${ruleName}`),
    list: (realm) => table.entries(`${realmKey(realm)}/`).map(([, rule]) => rule),
    put(realm, rule) {
      const compiled = compileRule(deps, rule);
      table.set(`${realmKey(realm)}/${rule.ruleName}`, rule);
      rulesOf(realms, realm).put(compiled);
    },
    delete(realm, ruleName) {
      table.delete(`${realmKey(realm)}/${ruleName}`);
      rulesOf(realms, realm).delete(ruleName);
    },
    clear() {
      for (const [key] of table.entries()) table.delete(key);
      realms.clear();
    },
    receive(message) {
      const met = rulesOf(realms, message.realm).met(message.topic);
      if (met.length === 0) return;
      const facts = factsOf(deps, message);
      for (const { compiled, topic } of met) {
        const performing = run(deps, compiled, { message, facts, topic });
        if (!performing) continue;
        underWay.add(performing);
        void performing.then(() => underWay.delete(performing));
      }
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

type Met = { message: Message; facts: MessageFacts; topic: string };

/** Starts the rule's actions when its WHERE lets the message through. The promise never rejects. */
function run(deps: RulesDeps, compiled: CompiledRule, { message, facts, topic }: Met): Promise<void> | undefined {
  const { rule, select, actions, errorAction } = compiled;
  if (message.hops >= MAX_HOPS) {
    deps.counters.add('rules.loops');
    deps.log.error({ event: 'rule.loop', rule: rule.ruleArn, topic }, 'rules feed each other: stopped');
    return undefined;
  }
  try {
    const scope = scopeOf(select, inputOf(deps, facts, rule, topic, message));
    const output = runSelect(select, scope);
    if (output === undefined) return undefined;
    deps.counters.add('rules.matched');
    return performActions(deps, { rule, message, scope, output }, actions, errorAction);
  } catch (error) {
    // A payload nested ten thousand times over can be read but not written; other rules must not suffer from it.
    deps.counters.add('rules.failed');
    deps.log.error({ event: 'rule.failed', rule: rule.ruleArn, topic, error }, 'a rule could not be evaluated');
    return undefined;
  }
}

/** Rules were checked when they were made; one that this version cannot run any more is reported and left alone. */
function loadRules(deps: RulesDeps): Map<string, RuleSet> {
  const realms = new Map<string, RuleSet>();
  for (const [key, rule] of deps.store.table<TopicRule>('iot.rules').entries()) {
    const [accountId = '', region = ''] = key.split('/');
    try {
      rulesOf(realms, { accountId, region }).put(compileRule(deps, rule));
    } catch (error) {
      deps.log.error({ event: 'rule.unusable', rule: rule.ruleArn, error }, 'a stored rule cannot be run');
    }
  }
  return realms;
}

function rulesOf(realms: Map<string, RuleSet>, realm: Realm): RuleSet {
  const key = realmKey(realm);
  const found = realms.get(key) ?? createRuleSet();
  realms.set(key, found);
  return found;
}
