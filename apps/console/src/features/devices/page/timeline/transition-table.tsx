import { useState } from 'react';
import { DeviceShape } from '../../../../ui/status-shape.tsx';
import table from '../../../../ui/table.module.css';
import { count } from '../../../../words/count.ts';
import { exactTime, shortDuration } from '../../../../words/time.ts';
import { REASON_HINTS, STATUS_WORDS } from '../../status-words.ts';
import type { Span } from './spans.ts';
import classes from './timeline.module.css';
import { briefEvidence, evidence } from './words.ts';

/** The same as the strip, for those who read rather than look: every change, the newest first. */
export function TransitionTable({ spans }: { spans: readonly Span[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.more} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>As a table: {count(spans.length, 'entry', 'entries')}</summary>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.scroll} tabIndex={0} aria-label="Changes of the status">
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">Since</th>
                <th scope="col">Status</th>
                <th scope="col">For</th>
                <th scope="col" className={table.wide}>
                  Evidence
                </th>
              </tr>
            </thead>
            <tbody>
              {spans.toReversed().map((span) => (
                <Row key={span.from} span={span} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}

function Row({ span: { from, to, look, transition } }: { span: Span }) {
  const reason = transition?.reason;
  return (
    <tr className={table.row}>
      <td className={classes.when}>{exactTime(from)}</td>
      <td>
        <span className={table.status}>
          <DeviceShape status={look} />
          {STATUS_WORDS[look]}
          {reason && look !== 'off' && look !== 'unlicensed' && look !== 'gone' && (
            <span className={`${table.dim} ${table.wide}`}>· {REASON_HINTS[reason]}</span>
          )}
        </span>
      </td>
      <td className={`${table.dim} ${classes.when}`}>{shortDuration(to - from)}</td>
      <td
        className={`${table.wide} ${table.dim} ${classes.evidence}`}
        {...(transition && { title: evidence(transition).join('; ') })}
      >
        {transition ? briefEvidence(transition) : 'Nothing is known of this time'}
      </td>
    </tr>
  );
}
