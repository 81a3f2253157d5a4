import { DEFAULT_URL, GLOBAL_OPTIONS } from './args/globals.ts';
import { help } from './args/help.ts';
import { locate, type Place } from './args/locate.ts';
import { parse } from './args/parse.ts';
import type { Answer, Table } from './command.ts';
import { createContext } from './context.ts';
import { usage } from './failures.ts';
import { report } from './output/report.ts';
import { resolveSecrets } from './secrets.ts';
import { createStdin, type Terminal, writeLine } from './terminal.ts';

/**
 * Runs one command line. Answers go to standard output, errors to standard error; with `--json` both are JSON on
 * standard output. Gives the exit code: 0 only on success, 1 for a failure, 2 for a command line that is wrong.
 */
export async function run(words: readonly string[], table: Table, terminal: Terminal): Promise<0 | 1 | 2> {
  // Looked up by hand, so that even a command line that cannot be parsed is answered in the form that was asked for.
  const json = words.includes('--json');
  try {
    const place = locate(words, table);
    if (place.kind === 'help') return await showHelp(place, table, terminal);
    const answer = await runCommand(place, terminal, json);
    if (answer) await writeLine(terminal.stdout, json ? JSON.stringify(answer.json, null, 2) : answer.text);
    return 0;
  } catch (error) {
    const { problem, lines, exitCode } = report(terminal.signal.aborted ? terminal.signal.reason : error);
    if (json) await writeLine(terminal.stdout, JSON.stringify(problem, null, 2));
    else await writeLine(terminal.stderr, lines.join('\n'));
    return exitCode;
  }
}

async function showHelp(place: Place & { kind: 'help' }, table: Table, terminal: Terminal): Promise<0 | 2> {
  await writeLine(place.asked ? terminal.stdout : terminal.stderr, help(table, place.path));
  return place.asked ? 0 : 2;
}

async function runCommand(
  { command, rest }: Place & { kind: 'command' },
  terminal: Terminal,
  json: boolean,
): Promise<Answer | undefined> {
  const specs = { ...command.options, ...GLOBAL_OPTIONS };
  const input = parse(rest, { args: command.args, options: specs });
  const baseUrl = serverUrl(input.options.url ?? terminal.env.THINGDOCK_URL);
  const readStdin = createStdin(terminal);
  const options = await resolveSecrets({ terminal, readStdin }, specs, input.options);
  const token = typeof options.token === 'string' ? options.token : undefined;
  const context = createContext({ terminal, baseUrl, token, json, readStdin });
  return command.run({ args: input.args, options }, context);
}

/** The server's address without a path; throws a usage failure when it is none. */
function serverUrl(given: unknown): string {
  const text = typeof given === 'string' && given !== '' ? given : DEFAULT_URL;
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  throw usage(`"${text}" is no address of a server. It looks like ${DEFAULT_URL} (--url, or THINGDOCK_URL).`);
}
