import type { OptionSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';

/** The project option of commands that work in one. */
export const PROJECT = {
  kind: 'text',
  value: 'ID',
  about: 'The project; may be left out when you see only one',
} as const satisfies OptionSpec;

export const CONNECTION = {
  kind: 'text',
  value: 'ID',
  required: true,
  about: 'The connection, as "thingdock connections list" shows it',
} as const satisfies OptionSpec;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The connection of a project by its id or its name. What is neither is left to the server to refuse. */
export async function connectionIdOf({ call }: Pick<Context, 'call'>, projectId: string, given: string) {
  if (UUID.test(given)) return given;
  const { items } = await call('connections.list', { params: { projectId } });
  const name = given.trim().toLowerCase();
  const usable = items.filter(({ state }) => state === 'active');
  return usable.find((connection) => connection.name.toLowerCase() === name)?.id ?? given;
}

/** The project that was named, or the only one that there is. */
export async function projectIdOf(context: Context, given: string | undefined): Promise<string> {
  if (given) return given;
  const { items } = await context.call('projects.list', {});
  const [only, another] = items;
  if (only && !another) return only.id;
  const what = only
    ? `Which project? Name one with --project: ${items.map(({ id, name }) => `${id} (${name})`).join(', ')}.`
    : 'You see no project yet. Create one with "thingdock projects create --name NAME".';
  throw new Failure('project_unclear', { details: { what } });
}
