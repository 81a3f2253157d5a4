import type { ReactNode } from 'react';
import { Mark } from '../../app/frame/mark.tsx';
import { useTitle } from '../../ui/page.tsx';
import classes from './entrance.module.css';

/** A page of one thing to do, before there is a frame around it. */
export function Entrance({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useTitle(title);
  return (
    <main className={classes.entrance}>
      <div className={classes.card}>
        <Mark size={36} />
        <h1>{title}</h1>
        {lead && <p className="dim">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
