import type { OptionSpec, OptionSpecs } from './command.ts';
import { usage } from './failures.ts';
import { ask, canAsk, type Terminal } from './terminal.ts';

export type SecretDeps = { terminal: Terminal; readStdin: (reader: string) => Promise<string> };

/**
 * Fills in the secrets of a command: from the option, from standard input when the option is `-`, from the environment,
 * and for one that is needed from a prompt without echo when somebody sits there.
 */
export async function resolveSecrets(
  deps: SecretDeps,
  specs: OptionSpecs,
  options: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const filled: Record<string, unknown> = { ...options };
  for (const [name, spec] of Object.entries(specs))
    if (spec.kind === 'secret') filled[name] = await secret(deps, name, spec, options[name]);
  return filled;
}

async function secret(deps: SecretDeps, name: string, spec: OptionSpec, given: unknown): Promise<string | undefined> {
  if (given === '-') {
    const text = (await deps.readStdin(`--${name}`)).replace(/\r?\n$/, '');
    if (text === '') throw usage(`--${name} was to be read from standard input, which is empty.`);
    return text;
  }
  if (typeof given === 'string') return given;
  const inherited = spec.env ? deps.terminal.env[spec.env] : undefined;
  if (inherited) return inherited;
  if (!spec.required) return undefined;
  const answer = canAsk(deps.terminal) ? await ask(deps.terminal, `${spec.about}: `, { hidden: true }) : '';
  if (answer !== '') return answer;
  throw usage(`--${name} is missing: ${spec.about}. Set ${spec.env}, or pipe it in with "--${name} -".`);
}
