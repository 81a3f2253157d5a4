// Measures the stand-in beside its references: `npm run bench -- NAME… [--rounds N] [--tiny]`; without a name, everything.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { pinTo } from './measure/process-usage.ts';
import { describeResult } from './measure/result.ts';
import { PROGRAMS } from './programs/index.ts';
import { runProgram } from './programs/program.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, tiny: { type: 'boolean', default: false } },
});
const names = positionals.length > 0 ? positionals : Object.keys(PROGRAMS);
const unknown = names.find((name) => !Object.hasOwn(PROGRAMS, name));

if (unknown !== undefined || !/^[1-9]\d*$/.test(values.rounds)) {
  console.error('usage: npm run bench -- [NAME…] [--rounds N] [--tiny]');
  for (const [name, { about }] of Object.entries(PROGRAMS)) console.error(`  ${name.padEnd(14)} ${about}`);
  process.exitCode = 2;
} else {
  pinTo('load', process.pid);
  console.log(
    `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${new Date().toISOString()}`,
  );
  for (const name of names) {
    const program = PROGRAMS[name];
    if (!program) continue;
    const options = { scale: values.tiny ? 'tiny' : 'full', rounds: Number(values.rounds) } as const;
    console.log(`\n### ${name}: ${program.about}\n\n${describeResult(await runProgram(program, options))}`);
  }
}
