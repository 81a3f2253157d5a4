import type { ReactNode } from 'react';
import classes from './empty.module.css';

type Props = { title: string; children: ReactNode; action?: ReactNode; picture?: 'rows' | 'flow' | 'bar' | 'link' };

/** A list without entries: what it will hold, and the one next step. */
export function Empty({ title, children, action, picture = 'rows' }: Props) {
  return (
    <div className={classes.empty}>
      <svg aria-hidden="true" width="180" height="84" viewBox="0 0 180 84" fill="none" className={classes.picture}>
        {PICTURES[picture]}
      </svg>
      <h2>{title}</h2>
      <p>{children}</p>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

const row = (y: number, shape: ReactNode, width: number) => (
  <>
    <rect x="10" y={y} width="160" height="20" rx="4" className={classes.card} />
    <g transform={`translate(22 ${y + 10})`}>{shape}</g>
    <rect x="34" y={y + 8} width={width} height="4" rx="2" className={classes.ink} />
    <rect x="128" y={y + 8} width="28" height="4" rx="2" className={classes.faint} />
  </>
);
const disc = <circle r="4.5" className={classes.ok} />;
const ring = <circle r="3.7" className={classes.ring} />;
const dashed = <circle r="4" className={classes.dashed} />;

const PICTURES = {
  rows: (
    <>
      {row(4, disc, 60)}
      {row(32, ring, 44)}
      {row(60, dashed, 52)}
    </>
  ),
  flow: (
    <>
      <path d="M62 24h14c22 0 6 36 28 36h14M62 24h56" className={classes.ring} />
      <rect x="14" y="14" width="50" height="20" rx="4" className={classes.card} />
      <rect x="116" y="14" width="50" height="20" rx="4" className={classes.card} />
      <rect x="116" y="50" width="50" height="20" rx="4" className={classes.card} />
      <rect x="24" y="22" width="28" height="4" rx="2" className={classes.ink} />
      <rect x="126" y="22" width="28" height="4" rx="2" className={classes.faint} />
      <rect x="126" y="58" width="22" height="4" rx="2" className={classes.faint} />
    </>
  ),
  bar: (
    <>
      {row(4, disc, 60)}
      <rect x="10" y="40" width="96" height="8" rx="4" className={classes.ok} />
      <rect x="110" y="40" width="30" height="8" rx="4" className={classes.ink} />
      <rect x="144" y="40" width="26" height="8" rx="4" className={classes.faint} />
      {row(60, ring, 44)}
    </>
  ),
  link: (
    <>
      <rect x="10" y="22" width="56" height="40" rx="6" className={classes.card} />
      <rect x="114" y="22" width="56" height="40" rx="6" className={classes.card} />
      <path d="M66 42h48" className={classes.dashed} />
      <g transform="translate(90 42)">{disc}</g>
      <rect x="22" y="40" width="30" height="4" rx="2" className={classes.ink} />
      <rect x="126" y="40" width="30" height="4" rx="2" className={classes.faint} />
    </>
  ),
} as const;
