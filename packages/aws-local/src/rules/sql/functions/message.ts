import { SqlError } from '../tokens.ts';
import { toInt, toText } from '../values.ts';
import { SECOND, type SqlFunction, type SqlFunctions } from './function.ts';

/** What tells about the message, its sender and the world around. */

const fact = (call: SqlFunction['call']): SqlFunction => ({ args: [0, 0], call });

export const messageFunctions: SqlFunctions = {
  /** Levels count from 1. Without a number: the whole topic. */
  topic: {
    args: [0, 1],
    call(args, { topic }) {
      if (args.length === 0) return topic;
      const level = toInt(args[0]);
      return level === undefined ? undefined : topic.split('/')[level - 1];
    },
  },
  timestamp: fact((_, { now }) => now),
  clientid: fact((_, { clientId }) => clientId ?? 'n/a'),
  principal: fact((_, { principal }) => principal),
  accountid: fact((_, { accountId }) => accountId),
  traceid: fact((_, { traceId, clientId }) => (clientId === undefined ? undefined : traceId)),
  sourceip: { ...fact((_, { sourceIp }) => sourceIp), since: SECOND },
  sql_version: fact((_, { version }) => version),
  newuuid: fact((_, input) => input.uuid()),
  rand: fact((_, input) => input.random()),
  isnull: { args: [1, 1], call: ([value]) => value === null },
  isundefined: { args: [1, 1], since: SECOND, call: ([value]) => value === undefined },
  /** `(thing, role)` for the classic shadow, `(thing, shadow, role)` for a named one. */
  get_thing_shadow: {
    args: [2, 3],
    since: SECOND,
    check(args) {
      const role = args.at(-1);
      if (role?.kind !== 'literal' || !/^arn:.+:role\/./.test(String(role.value))) {
        throw new SqlError('the last argument of get_thing_shadow is the ARN of a role, in quotes');
      }
    },
    call(args, input) {
      const thing = toText(args[0]);
      const shadow = args.length === 3 ? toText(args[1]) : undefined;
      if (thing === undefined || (args.length === 3 && shadow === undefined)) return undefined;
      return input.thingShadow(thing, shadow, String(args.at(-1)));
    },
  },
};
