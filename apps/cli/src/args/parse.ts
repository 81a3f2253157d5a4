import { parseArgs } from 'node:util';
import type { ArgSpecs, LooseInput, OptionSpec, OptionSpecs } from '../command.ts';
import { usage } from '../failures.ts';
import { suggestion } from './suggest.ts';

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;
/** What stands on the command line, before kinds are checked: the texts given for each option, and the other words. */
type Words = { given: Map<string, string[]>; positionals: string[] };

/**
 * Reads the words after a command's name. Throws a usage failure for anything that the specs do not name, for missing
 * words and options (secrets excepted: those may still come from elsewhere) and for values of the wrong kind.
 */
export function parse(words: readonly string[], shape: { args: ArgSpecs; options: OptionSpecs }): LooseInput {
  const argNames = Object.keys(shape.args);
  const { given, positionals } = collect(words, shape.options, argNames.length);
  const missing = argNames.find((_, index) => !positionals[index]);
  if (missing) throw usage(`${missing.toUpperCase()} is missing: ${shape.args[missing]?.about}.`);
  const surplus = positionals[argNames.length];
  if (surplus !== undefined) throw usage(`"${surplus}" is one word too many. Quote a value that has blanks.`);
  return {
    args: Object.fromEntries(argNames.map((name, index) => [name, positionals[index] ?? ''])),
    options: Object.fromEntries(
      Object.entries(shape.options).map(([name, spec]) => [name, kindValue(name, spec, given.get(name))]),
    ),
  };
}

function collect(words: readonly string[], specs: OptionSpecs, argCount: number): Words {
  const found: Words = { given: new Map(), positionals: [] };
  // Values of a list option may follow it one after the other: --device a b c.
  let list: string[] | undefined;
  for (const token of tokenize(words, specs)) {
    if (token.kind === 'option-terminator') list = undefined;
    else if (token.kind === 'positional')
      (list && found.positionals.length >= argCount ? list : found.positionals).push(token.value);
    else {
      const [name, spec] = specOf(token, specs);
      const values = found.given.get(name) ?? [];
      if (values.length > 0 && spec.kind !== 'list') throw usage(`--${name} is given more than once.`);
      values.push(spec.kind === 'flag' ? flagValue(token) : textValue(token));
      found.given.set(name, values);
      list = spec.kind === 'list' ? values : undefined;
    }
  }
  return found;
}

/** Node's parser, told only which options take a value; what is wrong is said here, in our words. */
function tokenize(words: readonly string[], specs: OptionSpecs): readonly Token[] {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { kind }]) => [
      name,
      {
        type: kind === 'flag' ? ('boolean' as const) : ('string' as const),
        ...(name === 'help' ? { short: 'h' } : {}),
      },
    ]),
  );
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function specOf(token: OptionToken, specs: OptionSpecs): [string, OptionSpec] {
  const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
  if (spec) return [token.name, spec];
  throw usage(`There is no option ${token.rawName} here.${suggestion(token.name, Object.keys(specs), '--')}`);
}

function flagValue(token: OptionToken): string {
  if (token.value !== undefined) throw usage(`${token.rawName} takes no value.`);
  return 'true';
}

function textValue(token: OptionToken): string {
  const { value, rawName } = token;
  if (value === undefined || value === '') throw usage(`${rawName} needs a value.`);
  if (!token.inlineValue && value.startsWith('-') && value !== '-')
    throw usage(`${rawName} needs a value. If the value begins with a dash, write ${rawName}=${value}.`);
  return value;
}

function kindValue(name: string, spec: OptionSpec, given: readonly string[] | undefined): unknown {
  if (spec.kind === 'flag') return given !== undefined;
  const first = given?.[0];
  if (!given || first === undefined) {
    if (spec.required && spec.kind !== 'secret') throw usage(`--${name} is missing: ${spec.about}.`);
    return undefined;
  }
  if (spec.kind === 'list') return given;
  if (spec.kind === 'number') return wholeNumber(name, first);
  if (spec.choices && !spec.choices.includes(first))
    throw usage(`--${name} cannot be "${first}".${suggestion(first, spec.choices)}`);
  return first;
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usage(`--${name} needs a whole number from 1 on, not "${text}".`);
  return Number(text);
}
