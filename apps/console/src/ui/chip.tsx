import type { MouseEvent, ReactNode } from 'react';
import classes from './chip.module.css';
import { CloseIcon } from './icons.tsx';

type Props = {
  children: ReactNode;
  /** What the cross does, in words: "Remove the filter: name contains igloo". Without it there is none. */
  removal?: string | undefined;
  onRemove?: (() => void) | undefined;
};

/** A field that closes when it loses the focus would move the chip away under the click. */
const keepFocus = (event: MouseEvent) => event.preventDefault();

/** A word that stands for itself: a condition, a tag. */
export function Chip({ children, removal, onRemove }: Props) {
  return (
    <span className={classes.chip} data-plain={onRemove ? undefined : true}>
      {children}
      {onRemove && (
        <button
          type="button"
          className={classes.remove}
          aria-label={removal}
          onMouseDown={keepFocus}
          onClick={onRemove}
        >
          <CloseIcon />
        </button>
      )}
    </span>
  );
}
