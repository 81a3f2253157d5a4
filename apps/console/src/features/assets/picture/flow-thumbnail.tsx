import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { count } from '../../../words/count.ts';
import { flowContentQuery } from '../queries.ts';
import { Drawing } from './drawing.tsx';
import classes from './picture.module.css';
import { readFlow } from './read-flow.ts';

type Props = { flowId: string; version: number; flowName: string };

/** The first tab alone, small: enough to recognise a flow by. */
export function FlowThumbnail({ flowId, version, flowName }: Props) {
  const { data: content } = useQuery(flowContentQuery(flowId, version));
  const sheets = useMemo(() => (content === undefined ? [] : readFlow(content)), [content]);
  const sheet = sheets[0];
  if (!sheet) return <div className={classes.thumbnail} />;
  const { x, y, width, height } = sheet.extent;
  const others = sheets.length - 1;
  return (
    <figure className={classes.thumbnail}>
      <svg
        viewBox={`${x} ${y} ${width} ${height}`}
        style={{ maxWidth: width }}
        role="img"
        aria-label={`Picture of ${flowName}, version ${version}`}
      >
        <Drawing sheet={sheet} />
      </svg>
      {others > 0 && (
        <figcaption>
          {sheet.label}, and {count(others, 'more tab')}
        </figcaption>
      )}
    </figure>
  );
}
