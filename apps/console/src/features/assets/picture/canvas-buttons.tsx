import classes from './picture.module.css';

const BUTTONS = [
  ['-', '−', 'Zoom out'],
  ['+', '+', 'Zoom in'],
  ['0', 'All', 'Show all of it'],
] as const;

/** What the keys do, for those who point. */
export function CanvasButtons({ onKey, scale }: { onKey: (key: string) => void; scale: number }) {
  return (
    <div className={classes.buttons}>
      <span className={classes.scale}>{Math.round(scale * 100)} %</span>
      {BUTTONS.map(([key, sign, label]) => (
        <button key={key} type="button" className={classes.button} aria-label={label} onClick={() => onKey(key)}>
          {sign}
        </button>
      ))}
    </div>
  );
}
