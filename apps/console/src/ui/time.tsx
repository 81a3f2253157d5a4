import { useDerivedFromNow } from '../platform/now.ts';
import { exactTime, relativeTime, shortDuration } from '../words/time.ts';

/** How long ago, exact on hover. `at` as the API gives it. */
export function Ago({ at }: { at: string }) {
  const ms = Date.parse(at);
  const text = useDerivedFromNow((now) => relativeTime(ms, now));
  return (
    <time dateTime={at} title={exactTime(ms)}>
      {text}
    </time>
  );
}

/** For how long already: `3 d`, exact start on hover. */
export function Since({ at }: { at: string }) {
  const ms = Date.parse(at);
  const text = useDerivedFromNow((now) => shortDuration(now - ms));
  return (
    <time dateTime={at} title={`since ${exactTime(ms)}`}>
      {text}
    </time>
  );
}
