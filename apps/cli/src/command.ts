import type { Context } from './context.ts';

/** One option of a command. `secret` is text that may also come from `env`, from standard input (`-`) or a prompt. */
export type OptionSpec = {
  kind: 'text' | 'number' | 'flag' | 'list' | 'secret';
  about: string;
  /** What stands for the value in help texts: `ID`. */
  value?: string;
  required?: boolean;
  /** The environment variable that is read when the option is absent. */
  env?: string;
  choices?: readonly string[];
};
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Arguments by position, all of them needed, in the order of the object. */
export type ArgSpecs = Readonly<Record<string, { about: string }>>;

type Given<S extends OptionSpec> = S extends { choices: readonly (infer Choice)[] }
  ? Choice
  : S['kind'] extends 'number'
    ? number
    : S['kind'] extends 'list'
      ? readonly string[]
      : string;
export type OptionValue<S extends OptionSpec> = S['kind'] extends 'flag'
  ? boolean
  : S extends { required: true }
    ? Given<S>
    : Given<S> | undefined;
export type Values<O extends OptionSpecs> = { readonly [N in keyof O]: OptionValue<O[N]> };

export type Input<A extends ArgSpecs, O extends OptionSpecs> = {
  args: { readonly [N in keyof A]: string };
  options: Values<O>;
};

/** What a command has to say: `json` is printed with `--json`, `text` without. Both are shown on standard output. */
export type Answer = { json: unknown; text: string };

export type LooseInput = { args: Readonly<Record<string, string>>; options: Readonly<Record<string, unknown>> };

/** A command as the table holds it, its types checked where it was written. */
export type Command = {
  summary: string;
  args: ArgSpecs;
  options: OptionSpecs;
  /** Sentences below the options in the help. */
  notes: readonly string[];
  run(input: LooseInput, context: Context): Promise<Answer | undefined>;
};

export type Group = { summary: string; commands: Readonly<Record<string, Command>> };

/** The first word of a command line, and for a group the second, name the command. */
export type Table = Readonly<Record<string, Command | Group>>;

export const isGroup = (entry: Command | Group): entry is Group => 'commands' in entry;

/** Writes a command for the table: `run` gets its arguments and options with the types that the specs say. */
export function command<
  const A extends ArgSpecs = Record<never, never>,
  const O extends OptionSpecs = Record<never, never>,
>(spec: {
  summary: string;
  args?: A;
  options?: O;
  notes?: readonly string[];
  run(input: Input<A, O>, context: Context): Promise<Answer | undefined>;
}): Command {
  return {
    summary: spec.summary,
    args: spec.args ?? {},
    options: spec.options ?? {},
    notes: spec.notes ?? [],
    // `parse` fills exactly what the specs name, of the kinds that they name.
    run: (input, context) => spec.run(input as Input<A, O>, context),
  };
}
