import type { Result } from '../measure/result.ts';

/** How much is done. `tiny` proves only that a program still works. */
export type Scale = 'full' | 'tiny';
export type Options = { scale: Scale; rounds: number };

export type Program = { about: string; run(options: Options, defer: Defer): Promise<Result> };

/** What is to be ended when a program is done, in the opposite order. */
export type Defer = (end: () => Promise<void> | void) => void;

/** Runs a program and ends everything that it began, also when it fails. */
export async function runProgram(program: Program, options: Options): Promise<Result> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    return await program.run(options, (end) => void ends.push(end));
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
