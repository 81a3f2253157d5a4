import type { CSSProperties } from 'react';
import { memo } from 'react';
import classes from './picture.module.css';
import { type Box, portY, type Sheet } from './read-flow.ts';

/** The nodes, wires and groups of one tab. */
export const Drawing = memo(function Drawing({ sheet }: { sheet: Sheet }) {
  return (
    <>
      {sheet.groups.map(({ id, label, x, y, width, height }) => (
        <g key={id} transform={`translate(${x} ${y})`}>
          <rect width={width} height={height} rx="6" className={classes.group} />
          {label && (
            <text x="10" y="17" className={classes.groupLabel}>
              {label}
            </text>
          )}
        </g>
      ))}
      {sheet.wires.map(({ key, path }) => (
        <path key={key} d={path} className={classes.wire} />
      ))}
      {sheet.boxes.map((box) => (
        <Node key={box.id} box={box} />
      ))}
    </>
  );
});

function Node({ box }: { box: Box }) {
  const { type, label, x, y, width, height, colour, bare, disabled, inputs, outputs } = box;
  const style = { '--node': colour } as CSSProperties;
  return (
    <g
      transform={`translate(${x} ${y})`}
      className={classes.node}
      style={style}
      data-bare={bare || undefined}
      data-disabled={disabled || undefined}
      data-comment={type === 'comment' || undefined}
    >
      <title>{label === type ? type : `${label} (${type})`}</title>
      <rect width={width} height={height} rx={bare ? Math.min(5, width / 2) : 5} className={classes.box} />
      {!bare && <path d={`M5 0H26V${height}H5a5 5 0 0 1-5-5V5a5 5 0 0 1 5-5Z`} className={classes.strip} />}
      {!bare && (
        <text x="34" y={height / 2 + 4.8} className={classes.label}>
          {label}
        </text>
      )}
      {inputs > 0 && width > 10 && <Port x={0} y={height / 2} />}
      {width > 10 &&
        // biome-ignore lint/suspicious/noArrayIndexKey: ports are told apart by their place and by nothing else
        Array.from({ length: outputs }, (_, port) => <Port key={port} x={width} y={portY(box, port)} />)}
    </g>
  );
}

const Port = ({ x, y }: { x: number; y: number }) => (
  <rect x={x - 4} y={y - 4} width="8" height="8" rx="2" className={classes.port} />
);
