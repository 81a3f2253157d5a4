import type { Row } from './rounds.ts';

export type Comparison = {
  what: string;
  /** Ours in relation to the reference; for sizes, ours alone. */
  value: number;
  unit?: string;
  /** `value` should be at least, or at most, so much. Without one the figure is there to be compared with. */
  aim?: { least: number } | { most: number } | undefined;
};

export type Result = { unit: string; rows: Row[]; comparisons: Comparison[] };

/** Ours against a reference, once by the clock and once by the server's processor time, which is steadier beside neighbours. */
export function against(rows: readonly Row[], ours: string, reference: string, least?: number): Comparison[] {
  const [a, b] = [ours, reference].map((name) => rows.find((row) => row.name === name));
  if (!a || !b) throw new Error(`${ours} or ${reference} was not measured`);
  const what = `${ours} / ${reference}`;
  const aim = least === undefined ? undefined : { least };
  return [
    { what: `${what}, by the clock`, value: a.perSecond[1] / b.perSecond[1], aim },
    { what: `${what}, by CPU time`, value: a.perCpuSecond / b.perCpuSecond, aim },
  ];
}

/** As Markdown, so that it can be taken over into the README. */
export function describeResult({ unit, rows, comparisons }: Result): string {
  const whole = (value: number) => Math.round(value).toLocaleString('en-US');
  const table = [
    `| ${unit} | min | median | max | per server-CPU-second |`,
    '|---|---|---|---|---|',
    ...rows.map(
      ({ name, perSecond, perCpuSecond }) => `| ${[name, ...perSecond.map(whole), whole(perCpuSecond)].join(' | ')} |`,
    ),
  ];
  return [...(rows.length > 0 ? [...table, ''] : []), ...comparisons.map(describeComparison)].join('\n');
}

function describeComparison({ what, value, unit = '', aim }: Comparison): string {
  const shown = `- ${what}: **${value >= 10 ? value.toFixed(1) : value.toFixed(2)}${unit}**`;
  if (!aim) return shown;
  const isMet = 'least' in aim ? value >= aim.least : value <= aim.most;
  const words = 'least' in aim ? `at least ${aim.least}${unit}` : `at most ${aim.most}${unit}`;
  return `${shown} (aim: ${words}, ${isMet ? 'met' : 'missed'})`;
}
