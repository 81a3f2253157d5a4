import { topicMatches } from '../../../broker/topic.ts';
import type { TopicRule } from '../../../rules/rule.ts';
import { parseSelect } from '../../../rules/sql/parse.ts';
import type { RestOperation } from '../../../stand-in.ts';
import { queryFlag } from '../input.ts';
import { realmOf } from '../names.ts';
import { type PageNames, page } from '../paging.ts';

const RULE_PAGES: PageNames = { size: 'maxResults', token: 'nextToken', defaultSize: 1000, maxSize: 10_000 };

export const listTopicRules: RestOperation = {
  name: 'ListTopicRules',
  method: 'GET',
  path: '/rules',
  run(call, request) {
    const topic = request.query.get('topic');
    const disabled = queryFlag(request, 'ruleDisabled');
    const wanted = call.standIn.rules
      .list(realmOf(call))
      .map((rule) => ({ ...rule, topicPattern: patternOf(rule) }))
      .filter(({ ruleDisabled }) => disabled === undefined || ruleDisabled === disabled)
      .filter(({ topicPattern }) => topic === null || topicPattern === topic || topicMatches(topicPattern, topic));
    const { items, next } = page(request, RULE_PAGES, wanted, ({ ruleName }) => ruleName);
    return {
      json: {
        rules: items.map(({ ruleArn, ruleName, topicPattern, createdAt, ruleDisabled }) => ({
          ruleArn,
          ruleName,
          topicPattern,
          createdAt: createdAt / 1000,
          ruleDisabled,
        })),
        ...(next && { nextToken: next }),
      },
    };
  },
};

/** A rule without FROM, for Basic Ingest alone, has none. */
function patternOf({ sql, awsIotSqlVersion }: TopicRule): string {
  return parseSelect(sql, awsIotSqlVersion).from ?? '';
}
