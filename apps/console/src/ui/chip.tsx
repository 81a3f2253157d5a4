import type { ReactNode } from 'react';
import classes from './chip.module.css';
import { CloseIcon } from './icons.tsx';

type Props = {
  children: ReactNode;
  /** What the cross does, in words: "Remove the filter: name contains igloo". Without it there is none. */
  removal?: string | undefined;
  onRemove?: (() => void) | undefined;
};

/** A word that stands for itself: a condition, a tag. */
export function Chip({ children, removal, onRemove }: Props) {
  return (
    <span className={classes.chip} data-plain={onRemove ? undefined : true}>
      {children}
      {onRemove && (
        <button type="button" className={classes.remove} aria-label={removal} onClick={onRemove}>
          <CloseIcon />
        </button>
      )}
    </span>
  );
}
