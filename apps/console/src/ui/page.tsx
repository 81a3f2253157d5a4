import type { ReactNode } from 'react';
import { useEffect } from 'react';
import classes from './page.module.css';

type Props = {
  title: string;
  /** Beside the title: a number, counts. */
  aside?: ReactNode;
  actions?: ReactNode;
  /** Above the title: where one came from. */
  back?: ReactNode;
  /** Below the title: one line. */
  lead?: ReactNode;
  /** Tables take the whole width, texts at most 1,200 px. */
  wide?: boolean;
  children: ReactNode;
};

export function Page({ title, aside, actions, back, lead, wide = false, children }: Props) {
  useTitle(title);
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      {back && <div className={classes.back}>{back}</div>}
      <header className={classes.header}>
        <h1>{title}</h1>
        {aside && <div className={classes.aside}>{aside}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {lead && <div className={classes.lead}>{lead}</div>}
      {children}
    </div>
  );
}

/** What the browser's tab says. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Thingdock`;
  }, [title]);
}

/** A part of a page under a heading of its own. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHeader}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
