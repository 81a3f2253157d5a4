import type { ReactNode } from 'react';
import classes from './badge.module.css';

/** A short word beside a name: "master", "newest". */
export function Badge({ children }: { children: ReactNode }) {
  return <span className={classes.badge}>{children}</span>;
}
