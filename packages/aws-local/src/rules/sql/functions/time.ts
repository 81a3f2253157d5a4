import { formatTime } from '../time/format.ts';
import { parseTime } from '../time/parse.ts';
import { toInt, toText } from '../values.ts';
import { SECOND, type SqlFunctions } from './function.ts';

export const timeFunctions: SqlFunctions = {
  /** `(pattern, milliseconds[, zone])` */
  parse_time: {
    args: [2, 3],
    since: SECOND,
    call([pattern, time, zone = 'UTC']) {
      const [form, moment, place] = [toText(pattern), toInt(time), toText(zone)];
      if (form === undefined || moment === undefined || place === undefined) return undefined;
      return formatTime(form, moment, place);
    },
  },
  /** `(text, pattern)` */
  time_to_epoch: {
    args: [2, 2],
    since: SECOND,
    call(args) {
      const [text, pattern] = args.map(toText);
      return text === undefined || pattern === undefined ? undefined : parseTime(text, pattern);
    },
  },
};
