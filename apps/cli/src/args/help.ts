import { type ArgSpecs, type Command, isGroup, type OptionSpec, type OptionSpecs, type Table } from '../command.ts';
import { aligned } from '../output/table.ts';
import { GLOBAL_OPTIONS } from './globals.ts';

/** The help of the whole program (`path` empty), of a group or of one command, generated from the table. */
export function help(table: Table, path: readonly string[]): string {
  const [first, second] = path;
  const entry = first === undefined ? undefined : table[first];
  if (first === undefined || !entry) return programHelp(table);
  if (!isGroup(entry)) return commandHelp(path, entry);
  const inner = second === undefined ? undefined : entry.commands[second];
  return inner ? commandHelp(path, inner) : groupHelp(first, entry.summary, entry.commands);
}

function programHelp(table: Table): string {
  return [
    'thingdock: connect AWS IoT accounts, watch devices, deploy Node-RED flows.',
    section('Usage', [['thingdock COMMAND [OPTION …]', '']]),
    section(
      'Commands',
      Object.entries(table).map(([name, entry]) => [
        isGroup(entry) ? `${name} ${Object.keys(entry.commands).join('|')}` : name,
        entry.summary,
      ]),
      'below',
    ),
    section('Options of every command', optionRows(GLOBAL_OPTIONS)),
    '"thingdock COMMAND --help" says more. Ends with 0 on success, 1 on failure, 2 when the command line is wrong.',
  ].join('\n\n');
}

function groupHelp(name: string, summary: string, commands: Readonly<Record<string, Command>>): string {
  return [
    `thingdock ${name}: ${summary}`,
    section(
      'Commands',
      Object.entries(commands).map(([verb, command]) => [`${verb}${argWords(command.args)}`, command.summary]),
    ),
    `"thingdock ${name} COMMAND --help" says more.`,
  ].join('\n\n');
}

function commandHelp(path: readonly string[], command: Command): string {
  const needed = Object.entries(command.options).filter(([, spec]) => spec.required);
  const line = ['thingdock', ...path].join(' ') + argWords(command.args) + needed.map(optionWord).join('');
  const optional = needed.length < Object.keys(command.options).length ? ' [OPTION …]' : '';
  return [
    command.summary,
    section('Usage', [[line + optional, '']]),
    section(
      'Arguments',
      Object.entries(command.args).map(([name, { about }]) => [name.toUpperCase(), about]),
    ),
    section('Options', optionRows(command.options)),
    section('Options of every command', optionRows(GLOBAL_OPTIONS)),
    ...command.notes,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const argWords = (args: ArgSpecs): string =>
  Object.keys(args)
    .map((name) => ` ${name.toUpperCase()}`)
    .join('');

const optionWord = ([name, spec]: [string, OptionSpec]): string =>
  ` --${name} ${spec.value ?? 'VALUE'}${spec.kind === 'list' ? ' …' : ''}`;

function optionRows(options: OptionSpecs): [string, string][] {
  return Object.entries(options).map(([name, spec]) => [
    name === 'help' ? '-h, --help' : `--${name}${spec.kind === 'flag' ? '' : ` ${spec.value ?? 'VALUE'}`}`,
    [spec.about, ...remarks(spec)].join('; '),
  ]);
}

function remarks(spec: OptionSpec): string[] {
  return [
    ...(spec.choices ? [`one of ${spec.choices.join(', ')}`] : []),
    ...(spec.kind === 'list' ? ['may be given several times'] : []),
    ...(spec.kind === 'secret' ? ['"-" reads it from standard input'] : []),
    ...(spec.env ? [`else ${spec.env}`] : []),
  ];
}

function section(
  title: string,
  rows: readonly (readonly [string, string])[],
  style: 'beside' | 'below' = 'beside',
): string {
  if (rows.length === 0) return '';
  const lines =
    style === 'below'
      ? rows.flatMap(([left, right]) => [`  ${left}`, `      ${right}`])
      : aligned(rows).map((l) => `  ${l}`);
  return [`${title}:`, ...lines].join('\n');
}
