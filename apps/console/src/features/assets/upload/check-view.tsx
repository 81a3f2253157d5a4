import { FLOW_SIZE_LIMIT, type FlowCheck } from '@thingdock/api';
import { Facts } from '../../../ui/facts.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { count, fileSize } from '../../../words/count.ts';
import classes from './upload.module.css';

/** What the text is as a flow, before anything is kept. */
export function CheckView({ check }: { check: FlowCheck }) {
  const { nodes, tabs, size, credentialsOf, warnings } = check;
  return (
    <div className={classes.check} role="status">
      <Facts
        facts={[
          ['Content', `${count(nodes, 'node')} on ${count(tabs, 'tab')}`],
          ['Size', <SizeMeter key="size" size={size} limit={FLOW_SIZE_LIMIT} />],
          ...(credentialsOf.length > 0
            ? [
                [
                  'Credentials',
                  `of ${count(credentialsOf.length, 'node')}: kept encrypted and apart, never shown again`,
                ] as const,
              ]
            : []),
        ]}
      />
      {warnings.map((text) => (
        <Notice key={text} tone="warn">
          {text}
        </Notice>
      ))}
    </div>
  );
}

/** How much of what devices take is used. */
export function SizeMeter({ size, limit }: { size: number; limit: number }) {
  const share = Math.min(1, size / limit);
  return (
    <span className={classes.meter}>
      <span className={classes.track} data-over={size > limit || undefined} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      {fileSize(size)} of {fileSize(limit)}
    </span>
  );
}
