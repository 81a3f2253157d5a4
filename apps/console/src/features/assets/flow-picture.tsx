import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import classes from './assets.module.css';
import { BOX, layoutFlow } from './flow-layout.ts';
import { flowContentQuery } from './queries.ts';

type Props = { flowId: string; version: number; flowName: string };

/** A small picture of a version, to recognise the flow by. Nothing where it has no picture or could not be read. */
export function FlowPicture({ flowId, version, flowName }: Props) {
  const { data: content } = useQuery(flowContentQuery(flowId, version));
  const layout = useMemo(() => (content === undefined ? undefined : layoutFlow(content)), [content]);
  return (
    <div className={classes.picture}>
      {layout && (
        <svg
          viewBox={layout.viewBox}
          style={{ maxWidth: layout.width }}
          role="img"
          aria-label={`Picture of ${flowName}, version ${version}`}
        >
          {layout.wires.map(({ key, path }) => (
            <path key={key} d={path} className={classes.wire} />
          ))}
          {layout.boxes.map(({ id, x, y, label, type }) => (
            <g key={id} transform={`translate(${x - BOX.width / 2} ${y - BOX.height / 2})`}>
              <title>{type}</title>
              <rect width={BOX.width} height={BOX.height} rx="5" className={classes.node} />
              <text x={BOX.width / 2} y={BOX.height / 2 + 4.5} textAnchor="middle" className={classes.label}>
                {label.length > 20 ? `${label.slice(0, 19)}…` : label}
              </text>
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
