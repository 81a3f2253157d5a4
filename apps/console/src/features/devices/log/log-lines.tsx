import type { LogLine } from '@thingdock/api';
import { memo, useState } from 'react';
import table from '../../../ui/table.module.css';
import { type Measured, VirtualRowsIn } from '../../../ui/virtual-rows.tsx';
import { exactTime } from '../../../words/time.ts';
import classes from './log.module.css';
import { logTime, sourceName } from './words.ts';

type Props = {
  lines: readonly LogLine[];
  onSeen?: (first: number, last: number) => void;
  /** Told when somebody scrolls away from the newest line, or back to it. */
  onAway?: (away: boolean) => void;
  tall?: boolean;
};

const keyOf = ({ id }: LogLine) => String(id);

/** Lines of a log, the newest on top; of thousands only those exist that are seen. */
export function LogLines({ lines, onSeen, onAway, tall = false }: Props) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  return (
    <section
      className={classes.lines}
      data-tall={tall || undefined}
      ref={setScroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Log, the newest line first"
      onScroll={({ currentTarget }) => onAway?.(currentTarget.scrollTop > 8)}
    >
      <table className={classes.table} aria-rowcount={lines.length + 1}>
        <thead className="sr-only">
          <tr>
            <th scope="col">Time on the device</th>
            <th scope="col">Level</th>
            <th scope="col">Source</th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <VirtualRowsIn rows={lines} rowKey={keyOf} scroller={scroller} onSeen={onSeen}>
          {(line, _index, measured) => <Line line={line} measured={measured} />}
        </VirtualRowsIn>
      </table>
    </section>
  );
}

const Line = memo(function Line({ line, measured }: { line: LogLine; measured: Measured }) {
  const { at, receivedAt, level, source, message, extra } = line;
  const further = Object.entries(extra);
  return (
    <tr className={classes.line} data-level={level} {...measured}>
      <td className={classes.time} title={`Received ${exactTime(Date.parse(receivedAt))}`}>
        <time dateTime={at}>{logTime(Date.parse(at))}</time>
      </td>
      <td className={classes.level}>{level}</td>
      <td className={`${classes.source} ${table.dim}`}>{sourceName(source)}</td>
      <td className={classes.message}>
        {message}
        {further.map(([name, value]) => (
          <span key={name} className={classes.extra}>
            {name}={typeof value === 'string' ? value : JSON.stringify(value)}
          </span>
        ))}
      </td>
    </tr>
  );
});
