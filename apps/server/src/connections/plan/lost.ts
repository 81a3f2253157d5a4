import type { WantedTopic } from '../create/wanted.ts';
import { actionText, topicDifferences } from './compare.ts';
import type { ObservedRule, ObservedTopic, Tags } from './observe.ts';
import { OWNER_TAG } from './ownership.ts';

/** What a rule of somebody else does, and would do no longer once it was taken over. A line each. */
export function lostWithRule({ rule, tags }: ObservedRule): string[] {
  const { sql, description, disabled, actions } = rule;
  return [
    `the query ${sql}`,
    ...actions.map((action) => `the action ${actionText(action)}`),
    ...(description === '' ? [] : [`the description ${description}`]),
    ...(disabled ? ['that it is disabled'] : []),
    ...owner(tags),
  ];
}

/**
 * What would become of a topic of somebody else. Addresses of its subscribers may hold secrets, so only their hosts are
 * shown.
 */
export function lostWithTopic(wanted: WantedTopic, { attributes, subscriptions, tags }: ObservedTopic): string[] {
  return [
    ...topicDifferences(wanted, attributes).map(({ what, found }) => `its ${what}, ${found ?? 'which is not set'}`),
    ...subscriptions.map(
      ({ protocol, endpoint }) =>
        `its subscriber ${protocol} ${place(endpoint)}, which gets our messages too and goes with the connection`,
    ),
    ...owner(tags),
  ];
}

const owner = (tags: Tags): string[] =>
  tags?.[OWNER_TAG] === undefined ? [] : ['that it belongs to another installation'];

const place = (endpoint: string): string => (URL.canParse(endpoint) ? new URL(endpoint).host || endpoint : endpoint);
