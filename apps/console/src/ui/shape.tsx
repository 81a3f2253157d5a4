import classes from './shape.module.css';

export type ShapeName = keyof typeof SHAPES;
export type Tone = 'ok' | 'idle' | 'warn' | 'bad' | 'busy';

/** A status as a shape; colour only repeats what the shape says. Always stands beside its word. */
export function Shape({ name, tone }: { name: ShapeName; tone: Tone }) {
  return (
    <svg aria-hidden="true" className={classes.shape} data-tone={tone} width="12" height="12" viewBox="0 0 12 12">
      {SHAPES[name]}
    </svg>
  );
}

const ring = <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.8" />;
const disc = <circle cx="6" cy="6" r="5.3" fill="currentColor" />;

const SHAPES = {
  disc,
  ring,
  dashed: (
    <>
      <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.1 1.8" />
      <path
        d="M4.7 4.700a1.3 1.3 0 1 1 1.9 1.150c-.4.2-.6.45-.6.9M6 8.300h.01"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.1"
        strokeLinecap="round"
      />
    </>
  ),
  barred: (
    <>
      {ring}
      <path d="M3.5 6h5" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
  dash: <path d="M2.5 6h7" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
  struck: (
    <>
      {ring}
      <path d="m1.5 10.500 9-9" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  half: (
    <>
      {ring}
      <path d="M6 1.500a4.5 4.5 0 0 1 0 9Z" fill="currentColor" />
    </>
  ),
  tick: (
    <>
      {disc}
      <path d="m3.6 6.2 1.7 1.7 3.1-3.4" fill="none" stroke="var(--surface)" strokeWidth="1.5" />
    </>
  ),
  triangle: (
    <>
      <path d="M6 .8 11.600 11H.4Z" fill="currentColor" stroke="currentColor" strokeWidth=".8" strokeLinejoin="round" />
      <path d="M6 4.300v3.200M6 9.300h.01" stroke="var(--surface)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  plus: (
    <>
      {ring}
      <path d="M6 3.700v4.600M3.700 6h4.600" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  cross: (
    <>
      <rect x="0.8" y="0.8" width="10.4" height="10.4" rx="2" fill="currentColor" />
      <path d="m4 4 4 4M8 4l-4 4" fill="none" stroke="var(--surface)" strokeWidth="1.5" />
    </>
  ),
} as const;
