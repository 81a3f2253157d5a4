import { barSegments, countsInWords, type TargetCounts } from '../features/deployments/progress.ts';
import classes from './segmented-bar.module.css';

type Props = {
  counts: TargetCounts;
  words?: boolean;
  /** What a device is said to be once it is through: "deployed", "stopped". */
  done?: string;
};

/** How far a deployment is: one thin bar, parts in fixed order. The words say the same. */
export function SegmentedBar({ counts, words = true, done }: Props) {
  const said = countsInWords(counts, done);
  return (
    <div className={classes.wrap}>
      <div className={classes.bar} role="img" aria-label={said} title={said}>
        {barSegments(counts).map(({ part, share }) => (
          <span key={part} data-part={part} style={{ flexGrow: share }} />
        ))}
      </div>
      {words && <span className={classes.words}>{said}</span>}
    </div>
  );
}
