import { cpuSeconds } from './process-usage.ts';

/** One thing that is measured: does its work once and says how much of it was done. */
export type Contestant = {
  name: string;
  /** The process whose processor time counts. */
  pid: number;
  /** @returns how many were done */
  work(): Promise<number>;
};

export type Row = {
  name: string;
  /** Per second of the clock: the least, the median and the most of all rounds. */
  perSecond: [min: number, median: number, max: number];
  /** Per second of the server's processor: the median of all rounds. */
  perCpuSecond: number;
};

/**
 * Measures in turns, A B C A B C, so that what else goes on on the machine meets all of them. The first round warms up and does not count.
 */
export async function rounds(contestants: readonly Contestant[], count: number): Promise<Row[]> {
  const samples = new Map(contestants.map(({ name }) => [name, [] as Sample[]]));
  for (let round = 0; round <= count; round += 1) {
    for (const contestant of contestants) {
      const sample = await measure(contestant);
      if (round > 0) samples.get(contestant.name)?.push(sample);
    }
  }
  return [...samples].map(([name, list]) => row(name, list));
}

type Sample = { perSecond: number; perCpuSecond: number };

async function measure({ pid, work }: Contestant): Promise<Sample> {
  const cpu = cpuSeconds(pid);
  const start = performance.now();
  const done = await work();
  const seconds = (performance.now() - start) / 1000;
  // A round that is shorter than the clock of /proc ticks counts as one tick.
  const used = Math.max(cpuSeconds(pid) - cpu, 0.01);
  return { perSecond: done / seconds, perCpuSecond: done / used };
}

function row(name: string, samples: readonly Sample[]): Row {
  const sorted = samples.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  return {
    name,
    perSecond: [sorted[0] ?? 0, median(sorted), sorted.at(-1) ?? 0],
    perCpuSecond: median(samples.map(({ perCpuSecond }) => perCpuSecond)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
