import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, until } from '@thingdock/testkit';

/** Something on a device that takes until the test says so. */
export type Gate = {
  /** A program (for `node`) that begins, says so, and ends with code 0 once the gate is open. */
  readonly program: string;
  open(): void;
  close(): void;
  /** How often the program has begun. */
  begun(): number;
  /** Waits until it has begun so many times. */
  hasBegun(times: number): Promise<void>;
  /** Whether the one that began last runs still. */
  runs(): boolean;
};

export function createGate(folder: string): Gate {
  mkdirSync(folder, { recursive: true });
  const [open, begun] = [join(folder, 'open'), join(folder, 'begun')];
  const pids = () => (existsSync(begun) ? readFileSync(begun, 'utf8').trim().split('\n') : []);
  return {
    program: `
      const { appendFileSync, existsSync } = require('node:fs');
      appendFileSync(${JSON.stringify(begun)}, process.pid + '\\n');
      const look = () => { if (!existsSync(${JSON.stringify(open)})) setTimeout(look, 20); };
      look();
    `,
    open: () => writeFileSync(open, ''),
    close: () => rmSync(open, { force: true }),
    begun: () => pids().length,
    async hasBegun(times) {
      await until(`the program to have begun ${times} times`, () => pids().length >= times, { within: 120_000 });
    },
    runs: () => isAlive(Number(pids().at(-1))),
  };
}

/** An npm package in a folder whose installation takes as long as the gate is closed; resolves with its specification. */
export function gatedPackage(folder: string, gate: Gate): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'install.cjs'), gate.program);
  const manifest = { name: 'slow-node', version: '1.0.0', scripts: { preinstall: 'node install.cjs' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return { 'slow-node': `file:${folder}` };
}
