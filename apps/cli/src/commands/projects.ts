import { command, type Group } from '../command.ts';
import { card, table, time } from '../output/table.ts';

type Shown = { id: string; name: string; role: string; createdAt: string };

const one = (project: Shown): string =>
  card([
    ['Project', project.name],
    ['Id', project.id],
    ['Your role', project.role],
    ['Created', time(project.createdAt)],
  ]);

const list = command({
  summary: 'Projects that you may see',
  async run(_input, { call }) {
    const answer = await call('projects.list', {});
    const text = table(
      answer.items,
      [
        ['id', (project) => project.id],
        ['name', (project) => project.name],
        ['your role', (project) => project.role],
        ['created', (project) => time(project.createdAt)],
      ],
      'No projects yet. Create one with "thingdock projects create --name NAME".',
    );
    return { json: answer, text };
  },
});

const show = command({
  summary: 'One project',
  args: { id: { about: 'id of the project' } },
  async run({ args }, { call }) {
    const project = await call('projects.get', { params: { projectId: args.id } });
    return { json: project, text: one(project) };
  },
});

const create = command({
  summary: 'Create a project and own it',
  options: { name: { kind: 'text', value: 'NAME', required: true, about: 'Its name, 1 to 64 characters' } },
  async run({ options }, { call }) {
    const project = await call('projects.create', { body: { name: options.name } });
    return { json: project, text: one(project) };
  },
});

export const projects: Group = { summary: 'Projects', commands: { list, show, create } };
