import { help } from '../../apps/cli/src/args/help.ts';
import { isGroup } from '../../apps/cli/src/command.ts';
import { COMMANDS } from '../../apps/cli/src/commands/index.ts';

/** The reference of the command line: the help of every command, as the program itself prints it. */
export function cliReference(): string {
  const commands = Object.entries(COMMANDS).flatMap(([name, entry]) =>
    isGroup(entry) ? Object.keys(entry.commands).map((verb) => [name, verb]) : [[name]],
  );
  return [
    '# Command line',
    'In the repository: `npm run -s thingdock -- COMMAND …`. Relative paths count from the folder in which you type it.',
    fenced(help(COMMANDS, [])),
    ...commands.map((path) => `## ${path.join(' ')}\n\n${fenced(help(COMMANDS, path))}`),
  ].join('\n\n');
}

const fenced = (text: string) => `\`\`\`\n${text.trimEnd()}\n\`\`\``;
