import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import { DeviceShape } from '../../../../ui/status-shape.tsx';
import { clockTime, dayOf } from '../../../../words/time.ts';
import { type Span, spanAt, ticksOf } from './spans.ts';
import classes from './strip.module.css';
import { spanSentence } from './words.ts';

type Props = {
  spans: readonly Span[];
  from: number;
  to: number;
  /** Since when it flaps, in milliseconds. */
  flappingSince: number | undefined;
};

/** The period as a strip. Pointer, or arrow keys while it has the focus, choose a span, whose evidence stands below it. */
export function Strip({ spans, from, to, flappingSince }: Props) {
  const [chosen, setChosen] = useState<number>();
  const at = Math.min(chosen ?? spans.length - 1, spans.length - 1);
  const span = spans[at];
  const place = (time: number) => `${((time - from) / (to - from)) * 100}%`;
  const width = (span: Span) => `${((span.to - span.from) / (to - from)) * 100}%`;

  function onPointerMove({ currentTarget, clientX }: PointerEvent<HTMLElement>) {
    const { left, width } = currentTarget.getBoundingClientRect();
    setChosen(spanAt(spans, from + ((clientX - left) / width) * (to - from)));
  }
  function onKeyDown(event: KeyboardEvent) {
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: spans.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setChosen(Math.min(spans.length - 1, Math.max(0, next)));
  }

  if (!span) return null;
  const sentence = spanSentence(span, at === spans.length - 1);
  return (
    <div>
      <div
        className={classes.strip}
        role="slider"
        tabIndex={0}
        aria-label="Timeline: what was shown, change by change"
        aria-valuemin={1}
        aria-valuemax={spans.length}
        aria-valuenow={at + 1}
        aria-valuetext={sentence}
        onPointerMove={onPointerMove}
        onPointerDown={onPointerMove}
        onPointerLeave={() => setChosen(undefined)}
        onKeyDown={onKeyDown}
      >
        {spans.map((it, index) => (
          <span
            key={it.from}
            className={classes.span}
            data-look={it.look}
            data-chosen={(index === at && chosen !== undefined) || undefined}
            style={{ left: place(it.from), width: width(it) }}
          />
        ))}
        {flappingSince !== undefined && (
          <span className={classes.flapping} style={{ left: place(Math.max(from, flappingSince)), right: 0 }} />
        )}
      </div>
      <Ticks from={from} to={to} place={place} />
      <p className={classes.evidence}>
        <DeviceShape status={span.look} /> {sentence}
      </p>
    </div>
  );
}

function Ticks({ from, to, place }: { from: number; to: number; place: (time: number) => string }) {
  const ticks = useMemo(() => ticksOf(from, to), [from, to]);
  const write = to - from > 2 * 86_400_000 ? shortDay : clockTime;
  return (
    <div className={classes.ticks} aria-hidden="true">
      {ticks
        .filter((tick) => (tick - from) / (to - from) < 0.92)
        .map((tick) => (
          <span key={tick} style={{ left: place(tick) }}>
            {write(tick)}
          </span>
        ))}
    </div>
  );
}

/** Without the year, which a month of time does not need. */
const shortDay = (at: number) => dayOf(at).replace(/,? ?\d{4}$/, '');
