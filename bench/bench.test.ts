import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeResult } from './measure/result.ts';
import { PROGRAMS } from './programs/index.ts';
import { runProgram } from './programs/program.ts';

// A few messages each: that the programs work, not how fast.
describe('the bench program', () => {
  for (const [name, program] of Object.entries(PROGRAMS)) {
    it(`${name} measures ${program.about}`, { timeout: 60_000 }, async () => {
      const result = await runProgram(program, { scale: 'tiny', rounds: 1 });
      assert.ok(result.comparisons.length > 0);
      for (const { what, value } of result.comparisons) assert.ok(Number.isFinite(value), what);
      for (const { name: row, perSecond } of result.rows) assert.ok(perSecond[1] > 0, row);
      assert.match(describeResult(result), /\*\*/);
    });
  }
});
