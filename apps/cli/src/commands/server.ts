import { command } from '../command.ts';
import { table } from '../output/table.ts';

export const health = command({
  summary: 'Whether the server and its database are up',
  async run(_input, { call }) {
    const answer = await call('health.get', {});
    const mode = answer.localMode ? ', on the local AWS stand-in' : '';
    return { json: answer, text: `The server is up: version ${answer.version}${mode}.` };
  },
});

export const counters = command({
  summary: 'What the server has counted since it started',
  async run(_input, { call }) {
    const answer = await call('counters.get', {});
    const rows = Object.entries(answer).sort(([a], [b]) => a.localeCompare(b));
    const text = table(
      rows,
      [
        ['counter', ([name]) => name],
        ['count', ([, count]) => count],
      ],
      'Nothing was counted yet.',
    );
    return { json: answer, text };
  },
});
